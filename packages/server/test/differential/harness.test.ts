import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { second } from '../durations.ts'
import { program } from './arbitrary-program.ts'
import { brokenVariants } from './broken-variants.ts'
import { judge } from './judge.ts'
import { expressSession } from './session-module.ts'
import { withAfter, withCookie, withOptions, withStore } from './variants.ts'

const seed = 20_300_101

test('express-session agrees with itself', async () => {
  const agrees = fc.asyncProperty(program, async (each) => {
    expect(await judge(each, expressSession)).toEqual({ shown: [], mismatches: [] })
  })
  await fc.assert(agrees, { seed, numRuns: 400 })
})

describe('what is put around express-session to break it breaks nothing by itself', () => {
  const harmless = {
    'around the options': withOptions((options) => options),
    'around the cookie': withCookie((cookie) => cookie),
    'around the store': withStore((store) => store),
    'after the middleware': withAfter(() => {}),
  }

  test.each(Object.entries(harmless))('%s', async (_name, variant) => {
    const module = variant(expressSession)
    const agrees = fc.asyncProperty(program, async (each) => {
      expect((await judge(each, module)).mismatches).toEqual([])
    })
    await fc.assert(agrees, { seed, numRuns: 400 })
  })
})

describe('an express-session that is broken is found out', () => {
  // The rarest is met after hundreds of programs.
  const timeout = 30 * second
  test.each(Object.entries(brokenVariants))('when it %s', { timeout }, async (_name, broken) => {
    const module = broken(expressSession)
    const agrees = fc.asyncProperty(program, async (each) => {
      const { mismatches } = await judge(each, module)
      return mismatches.length === 0
    })
    const { failed } = await fc.check(agrees, { seed, numRuns: 2000, endOnFailure: true })
    expect(failed).toBe(true)
  })
})
