import { expect, test } from 'vitest'
import { activeView, noneView } from '../../test/support/fake-server.ts'
import { createRig } from '../../test/support/rig.ts'
import { createScope } from './session-scope.ts'

test.each([
  [90_000, 90_000],
  [89_500, 90_000],
  [89_000, 89_000],
  [88_001, 89_000],
  [1, 1000],
  [Number.POSITIVE_INFINITY, null],
])('of a page whose server rendered %s ms left, the first countdown is %s', (left, shown) => {
  const ends = { maxAge: left, originalMaxAge: left, expiresAt: 1_600_000_000_000 + left }
  const initial = JSON.parse(JSON.stringify(activeView(ends)))
  expect(createScope({ session: createRig().session, initial }).remaining).toBe(shown)
})

test('of a page whose server rendered no session, the first countdown is 0', () => {
  const { session } = createRig()
  expect(createScope({ session, initial: noneView }).remaining).toBe(0)
  expect(createScope({ session }).remaining).toBe(0)
})
