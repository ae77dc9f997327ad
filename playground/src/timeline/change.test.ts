import type { ActiveState, NoneState, SessionState } from '@sojourn/client'
import { expect, test } from 'vitest'
import { told } from './change.ts'

const active: ActiveState<unknown> = {
  status: 'active',
  id: 'one',
  data: {},
  phase: 'steady',
  limit: 'idle',
  createdAt: 0,
  expiresAt: new Date('2026-01-01T12:23:39').getTime(),
  endsAt: null,
  originalMaxAge: 900_000,
  renewEvery: 60_000,
  version: 1,
  connection: 'online',
  stale: false,
}
const none = (reason: NoneState['reason']): NoneState => ({
  status: 'none',
  reason,
  connection: 'online',
  stale: false,
})
const unknown: SessionState = { status: 'unknown', connection: 'online', stale: false }
const at = (time: string): number => new Date(`2026-01-01T${time}`).getTime()

test.each<[SessionState, SessionState, title: string, detail: string]>([
  [none('anonymous'), active, 'Sign-in', 'ends 12:23:39'],
  [unknown, active, 'Signed in already', 'ends 12:23:39'],
  [active, { ...active, id: 'two' }, 'Sign-in', 'in place of another session, ends 12:23:39'],
  [active, none('signed-out'), 'Sign-out', ''],
  [active, none('expired'), 'Session expired', 'nothing renewed it in time'],
  [active, none('revoked'), 'Session revoked', 'somebody ended it on the server'],
  [unknown, none('anonymous'), 'Nobody is signed in', ''],
  [none('expired'), none('expired'), 'Still signed out', ''],
  [active, { ...active, expiresAt: at('12:30:00') }, 'Renewed', 'ends 12:30:00, was 12:23:39'],
  [active, { ...active, phase: 'expiring' }, 'About to end', 'ends 12:23:39 unless something renews it'],
  [
    active,
    { ...active, phase: 'expiring', limit: 'absolute' },
    'About to end',
    'ends 12:23:39 whatever renews it',
  ],
  [active, { ...active, data: { name: 'Grace' } }, 'The session’s data changed', 'ends 12:23:39'],
  [active, { ...active, stale: true }, 'Still signed in', ''],
])('%# is told by the name of what happened', (before, after, title, detail) => {
  expect(told({ before, after })).toMatchObject({ title, detail })
})

test('another idle timeout says how the end moved, also where it came nearer', () => {
  const after = { ...active, originalMaxAge: 60_000, expiresAt: at('12:08:55') }
  expect(told({ before: active, after })).toEqual({
    title: 'Idle timeout changed',
    detail: 'ends 12:08:55, was 12:23:39',
    tone: 'good',
  })
})

test('an end draws attention, and so does an error that is new', () => {
  expect(told({ before: active, after: none('lost') }).tone).toBe('attention')
})
