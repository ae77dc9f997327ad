import fc from 'fast-check'
import { expect, test } from 'vitest'
import { program } from './arbitrary-program.ts'
import { dropIn } from './drop-in.ts'
import { judge } from './judge.ts'
import { hasParallelRequests } from './program.ts'
import { expressSession } from './session-module.ts'

const seed = 20_300_103

/** An app that restarts, with every restart the other module, over one store and one secret. */
const restarting = program.filter(
  (each) => each.requests.some(({ before }) => before === 'restart') && !hasParallelRequests(each),
)

test.each([
  { name: 'a deploy of the drop-in', modules: [expressSession, dropIn] as const },
  { name: 'its roll-back', modules: [dropIn, expressSession] as const },
])(
  '$name is not noticed',
  async ({ modules }) => {
    const agrees = fc.asyncProperty(restarting, async (each) => {
      const { mismatches } = await judge(each, ...modules)
      expect(mismatches).toEqual([])
    })
    await fc.assert(agrees, { seed, numRuns: 300 })
  },
  120_000,
)
