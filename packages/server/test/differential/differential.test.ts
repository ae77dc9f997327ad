import fc from 'fast-check'
import { expect, test } from 'vitest'
import { program } from './arbitrary-program.ts'
import { differences } from './differences.ts'
import { dropIn } from './drop-in.ts'
import { judge } from './judge.ts'

/** Fixed, so that a change is judged by the same programs as the one before; `npm run differential` takes others. */
const seed = 20_300_102

test('the drop-in differs from express-session in each of the listed ways, and in no other', async () => {
  const seen = new Set<string>()
  const agrees = fc.asyncProperty(program, async (each) => {
    const { shown, mismatches } = await judge(each, dropIn)
    for (const name of shown) seen.add(name)
    expect(mismatches).toEqual([])
  })
  await fc.assert(agrees, { seed, numRuns: 2000 })
  expect([...seen].toSorted()).toEqual(differences.map(({ name }) => name).toSorted())
}, 120_000)
