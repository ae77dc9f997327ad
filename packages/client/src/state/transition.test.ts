import { describe, expect, test } from 'vitest'
import { activeView } from '../../test/support/fake-server.ts'
import { SessionClientError } from '../errors.ts'
import { reasonOf } from './reason.ts'
import { type SessionState, unknownState } from './state.ts'
import { afterFailure, afterView, isOutdated } from './transition.ts'

const active = afterView(unknownState, activeView({ data: { name: 'Ada' } }), 'steady', false)
const none: SessionState = { status: 'none', reason: 'revoked', connection: 'online', stale: false }

describe('the reason', () => {
  const verifying: SessionState = { ...active, ...(active.status === 'active' && { phase: 'verifying' }) }
  test.each([
    ['never active', unknownState, false, undefined, 'anonymous'],
    ['gone early', active, false, undefined, 'lost'],
    ['gone at its time', verifying, false, undefined, 'expired'],
    ['signed out', active, true, undefined, 'signed-out'],
    ['signed out late', verifying, true, undefined, 'signed-out'],
    ['over before', none, false, undefined, 'revoked'],
    ['told by the server', active, false, 'revoked', 'revoked'],
    ['told by the server after a sign-out', active, true, 'expired', 'expired'],
  ] as const)('%s', (_, previous, isEnded, serverSays, expected) => {
    expect(reasonOf(previous, isEnded, serverSays)).toBe(expected)
  })
})

test('a view becomes a state without what changes from answer to answer', () => {
  expect(active).toEqual({
    status: 'active',
    id: 'stay-1',
    data: { name: 'Ada' },
    createdAt: 1_600_000_000_000,
    expiresAt: 1_600_000_900_000,
    endsAt: null,
    originalMaxAge: 900_000,
    renewEvery: 60_000,
    version: 1,
    phase: 'steady',
    limit: 'idle',
    connection: 'online',
    stale: false,
  })
})

test('only an older view of the same stay is outdated', () => {
  const state = afterView(unknownState, activeView({ version: 5 }), 'steady', false)
  expect(isOutdated(state, activeView({ version: 4 }))).toBe(true)
  expect(isOutdated(state, activeView({ version: 5 }))).toBe(false)
  expect(isOutdated(state, activeView({ version: 4, id: 'stay-2' }))).toBe(false)
  expect(isOutdated(state, { status: 'none', now: 0 })).toBe(false)
})

test('a failure keeps what is known', () => {
  const error = new SessionClientError('offline')
  expect(afterFailure(active, error)).toEqual({ ...active, stale: true, connection: 'offline', error })
})
