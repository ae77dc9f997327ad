import { describe, expect, test } from 'vitest'
import { minute } from '../../test/support/durations.ts'
import { activeView } from '../../test/support/fake-server.ts'
import type { NoneReason } from '../contract.ts'
import { SessionClientError } from '../errors.ts'
import { reasonOf } from './reason.ts'
import { type EndReason, type SessionState, unknownState } from './state.ts'
import { afterFailure, afterView } from './transition.ts'

const active = afterView(activeView({ data: { name: 'Ada' } }), 'steady')
const none: SessionState = { status: 'none', reason: 'revoked', connection: 'online', stale: false }

describe('the reason', () => {
  interface Facts {
    readonly told?: NoneReason
    readonly isEnd?: boolean
    readonly isOver?: boolean
    readonly left?: EndReason
  }
  const cases: [string, SessionState, Facts, EndReason][] = [
    ['never active', unknownState, {}, 'anonymous'],
    ['gone early', active, {}, 'lost'],
    ['gone at its time', active, { isOver: true }, 'expired'],
    ['gone at its time, while nothing was shown any more', unknownState, { isOver: true }, 'expired'],
    ['signed out', active, { isEnd: true }, 'signed-out'],
    ['signed out late', active, { isEnd: true, isOver: true }, 'signed-out'],
    ['over before', none, {}, 'revoked'],
    ['over in the document before', unknownState, { left: 'expired' }, 'expired'],
    ['over here, whatever was before', active, { left: 'expired' }, 'lost'],
    ['told by the server', active, { told: 'revoked' }, 'revoked'],
    ['told by the server after a sign-out', active, { isEnd: true, told: 'expired' }, 'expired'],
  ]
  test.each(cases)('%s', (_, previous, facts, expected) => {
    expect(reasonOf(previous, facts.told, facts.isEnd, facts.isOver, facts.left)).toBe(expected)
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
    originalMaxAge: 15 * minute,
    renewEvery: minute,
    version: 1,
    phase: 'steady',
    limit: 'idle',
    connection: 'online',
    stale: false,
  })
})

test('a failure keeps what is known', () => {
  const error = new SessionClientError('offline')
  expect(afterFailure(active, error)).toEqual({ ...active, stale: true, connection: 'offline', error })
})
