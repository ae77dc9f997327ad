import { expect, test } from 'vitest'
import { activeView } from '../../test/support/fake-server.ts'
import { createRig } from '../../test/support/rig.ts'
import { hold } from './held.ts'

test.each([
  [89_500, 90_000],
  [Number.POSITIVE_INFINITY, null],
])('of a page whose server rendered %s ms left, the first countdown is %s', (left, shown) => {
  const ends = { maxAge: left, originalMaxAge: left, expiresAt: 1_600_000_000_000 + left }
  const initial = JSON.parse(JSON.stringify(activeView(ends)))
  expect(hold({ session: createRig().session, initial }).remaining).toBe(shown)
})
