import { describe, expect, test } from 'vitest'
import { chooseHistory, isEnding, type RedirectReason } from './policy.ts'

// A record, so that a reason that is missing here does not compile.
const table: Record<RedirectReason, { action: 'replace' | 'assign'; ends: boolean }> = {
  'signed-out': { action: 'replace', ends: true },
  expired: { action: 'replace', ends: true },
  revoked: { action: 'replace', ends: true },
  lost: { action: 'replace', ends: false },
  anonymous: { action: 'replace', ends: false },
  guard: { action: 'replace', ends: false },
  'signed-in': { action: 'replace', ends: false },
  navigate: { action: 'assign', ends: false },
}
const reasons = Object.keys(table) as RedirectReason[]

describe.each(reasons)('%s', (reason) => {
  const { action, ends } = table[reason]
  const other = action === 'replace' ? 'assign' : 'replace'

  test(`${action}s by itself`, () => {
    expect(chooseHistory(reason, 'auto')).toBe(action)
    expect(chooseHistory(reason, {})).toBe(action)
    expect(chooseHistory(reason, { [reason]: 'auto' })).toBe(action)
    expect(chooseHistory(reason, () => 'auto')).toBe(action)
  })

  test(`${other}s where the policy says so`, () => {
    expect(chooseHistory(reason, other)).toBe(other)
    expect(chooseHistory(reason, { [reason]: other })).toBe(other)
    expect(chooseHistory(reason, (asked) => (asked === reason ? other : 'auto'))).toBe(other)
  })

  test(ends ? 'ends a session' : 'ends no session', () => expect(isEnding(reason)).toBe(ends))
})
