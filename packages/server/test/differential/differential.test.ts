import fc from 'fast-check'
import { expect, test } from 'vitest'
import { program } from './arbitrary-program.ts'
import { dropIn } from './drop-in.ts'
import { judge } from './judge.ts'

/** Fixed, so that a change is judged by the same programs as the one before; `npm run differential` takes others. */
const seed = 20_300_102

test('the drop-in differs from express-session in the listed ways only', async () => {
  console.log(`2000 programs, seed ${seed}`)
  const agrees = fc.asyncProperty(program, async (each) => {
    const { mismatches } = await judge(each, dropIn)
    expect(mismatches).toEqual([])
  })
  await fc.assert(agrees, { seed, numRuns: 2000 })
}, 120_000)
