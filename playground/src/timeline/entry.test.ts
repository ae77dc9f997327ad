import type { ActiveState, SessionEvents } from '@sojourn/client'
import { expect, test } from 'vitest'
import { type Entry, entryOf, entryOfEvents, type Happened } from './entry.ts'

type Trace = SessionEvents['trace']

const state: ActiveState<unknown> = {
  status: 'active',
  id: 'a stay',
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
const extended: Happened = ['extended', { state }]

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
    { lane: 'verdicts', title: 'Still active', tone: 'good' },
  ],
  [
    { type: 'none', cause: 'tombstone' },
    { lane: 'world', title: 'No session', isFromTab: true },
  ],
  [
    { type: 'failure', cause: 'timeout' },
    { lane: 'verdicts', title: 'No verdict', tone: 'attention' },
  ],
  [
    { type: 'clock', cause: '-3600000' },
    { lane: 'world', detail: 'the wall clock is 3,600 s behind: somebody set it' },
  ],
  [{ type: 'wait', cause: 'online' }, { lane: 'requests' }],
  [{ type: 'skip', cause: 'active' }, { lane: 'world' }],
  [{ type: 'alone', cause: 'storage' }, { lane: 'world' }],
])('%j has its place', (trace, entry) => {
  expect(entryOf(trace, [])).toMatchObject(entry)
})

test('a verdict tells what it changed, and who said so', () => {
  expect(entryOf({ type: 'active', cause: 'post' }, [extended])).toMatchObject({
    lane: 'verdicts',
    title: 'Extended',
    detail: 'until 12:00:00, says the server',
    tone: 'good',
    isFromTab: false,
  })
  expect(entryOf({ type: 'active', cause: 'message' }, [extended])).toMatchObject({
    lane: 'world',
    detail: 'until 12:00:00',
    isFromTab: true,
  })
})

test('an end draws attention, whatever else happened with it', () => {
  const ended: Happened = [
    'ended',
    { state: { status: 'none', reason: 'revoked', connection: 'online', stale: false } },
  ]
  expect(entryOfEvents([extended, ended])).toMatchObject({
    title: 'Extended; Ended: revoked',
    detail: '',
    tone: 'attention',
  })
})
