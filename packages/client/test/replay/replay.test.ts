import { expect, test } from 'vitest'
import type { Bound } from './bounds.ts'
import { check } from './check.ts'
import type { Impairment } from './page.ts'

// The same 2,000 days each time; `npm run replay` looks for others.
test('what a browser shows is what its server would answer, all day long', { timeout: 300_000 }, async () => {
  const { worst, counterexample } = await check({ runs: 2000, seed: 1 })
  expect(counterexample).toBeUndefined()
  // A page is asked at once, and mostly right at once: some of it must have been there to measure.
  expect(worst).toMatchObject({
    unchecked: expect.any(Number),
    verifying: expect.any(Number),
    none: expect.any(Number),
    'wrong stay': expect.any(Number),
    'kept alive': expect.any(Number),
  })
})

test.each<[Impairment, Bound]>([
  ['sleepless', 'stale active'],
  ['always visible', 'hidden requests'],
  ['deaf', 'none'],
  ['deaf', 'wrong stay'],
  ['slow', 'kept alive'],
])('the bounds notice a client that is %s: %s', { timeout: 60_000 }, async (impairment, bound) => {
  const { counterexample } = await check({ runs: 500, seed: 1, impairment, bound })
  expect(counterexample).toContain(`BROKEN ${bound}`)
})
