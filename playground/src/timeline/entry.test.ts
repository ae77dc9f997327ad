import type { ActiveState, SessionEvents, SessionState } from '@sojourn/client'
import { expect, test } from 'vitest'
import type { Change } from './change.ts'
import { type Entry, entryOf } from './entry.ts'

type Trace = SessionEvents['trace']

const state: ActiveState<unknown> = {
  status: 'active',
  id: 'one',
  data: {},
  phase: 'steady',
  limit: 'idle',
  createdAt: 0,
  expiresAt: new Date('2026-01-01T12:00:00').getTime(),
  endsAt: null,
  originalMaxAge: 900_000,
  renewEvery: 60_000,
  version: 1,
  connection: 'online',
  stale: false,
}
const none: SessionState = { status: 'none', reason: 'signed-out', connection: 'online', stale: false }
const renewed: Change = { before: { ...state, expiresAt: state.expiresAt - 900_000 }, after: state }

test.each<[Trace, Partial<Entry>]>([
  [
    { type: 'get', cause: 'deadline' },
    { lane: 'requests', title: 'GET /session', detail: 'because the time is up' },
  ],
  [
    { type: 'get', cause: 'message' },
    { lane: 'requests', isFromTab: true },
  ],
  [
    { type: 'get', cause: 'freeze' },
    { lane: 'requests', detail: 'because freeze' },
  ],
  [
    { type: 'active', cause: 'get' },
    { lane: 'answers', title: 'Still signed in', tone: 'good' },
  ],
  [
    { type: 'none', cause: 'tombstone' },
    { lane: 'world', title: 'Sign-out', detail: 'by the note it left in this browser', isFromTab: true },
  ],
  [
    { type: 'failure', cause: 'timeout' },
    { lane: 'answers', title: 'No answer', tone: 'attention' },
  ],
  [
    { type: 'clock', cause: '-3600000' },
    { lane: 'world', title: 'The clock jumped', detail: '3,600 s back (somebody set it)' },
  ],
  [{ type: 'wait', cause: 'online' }, { lane: 'requests' }],
  [{ type: 'skip', cause: 'active' }, { lane: 'world' }],
  [{ type: 'alone', cause: 'storage' }, { lane: 'world' }],
])('%j has its place', (trace, entry) => {
  const after = trace.type === 'none' ? none : state
  expect(entryOf(trace, { before: state, after })).toMatchObject(entry)
})

test('an answer tells what it changed, and who said so', () => {
  expect(entryOf({ type: 'active', cause: 'post' }, renewed)).toMatchObject({
    lane: 'answers',
    title: 'Renewed',
    detail: 'ends 12:00:00, was 11:45:00, says the server',
    tone: 'good',
    isFromTab: false,
  })
  expect(entryOf({ type: 'active', cause: 'message' }, renewed)).toMatchObject({
    lane: 'world',
    detail: 'ends 12:00:00, was 11:45:00',
    isFromTab: true,
  })
})

test('no answer says what is still so, and claims nothing once the time is up', () => {
  const failure: Trace = { type: 'failure', cause: 'offline' }
  const detail = (after: SessionState): string => entryOf(failure, { before: state, after }).detail
  expect(detail(state)).toBe('offline: you are still signed in')
  expect(detail(none)).toBe('offline: you are still signed out')
  expect(detail({ ...state, phase: 'verifying' })).toBe('offline: it is not known whether you are signed in')
})
