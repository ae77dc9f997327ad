import { describe, expect, test } from 'vitest'
import { endings, isKept, type RedirectReason } from './policy.ts'

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

  const keeps = action === 'assign'

  test(`${action}s by itself`, () => {
    expect(isKept(reason)).toBe(keeps)
    expect(isKept(reason, 'auto')).toBe(keeps)
    expect(isKept(reason, {})).toBe(keeps)
    expect(isKept(reason, { [reason]: 'auto' })).toBe(keeps)
    expect(isKept(reason, () => 'auto')).toBe(keeps)
  })

  test(`${other}s where the policy says so`, () => {
    expect(isKept(reason, other)).toBe(!keeps)
    expect(isKept(reason, { [reason]: other })).toBe(!keeps)
    expect(isKept(reason, (asked) => (asked === reason ? other : 'auto'))).toBe(!keeps)
  })

  test(ends ? 'ends a session' : 'ends no session', () => expect(endings.includes(reason)).toBe(ends))
})
