import type { ActiveState, NoneState, SessionState } from '@sojourn/client'
import { timeOfDay } from '../format.ts'

/** What was known before a step, and after it. */
export interface Change {
  readonly before: SessionState
  readonly after: SessionState
}

export interface Told {
  readonly title: string
  readonly detail: string
  readonly tone: 'good' | 'attention'
}

const endings: Readonly<Record<NoneState['reason'], readonly [title: string, detail: string]>> = {
  anonymous: ['Nobody is signed in', ''],
  'signed-out': ['Sign-out', ''],
  expired: ['Session expired', 'nothing renewed it in time'],
  revoked: ['Session revoked', 'somebody ended it on the server'],
  lost: ['Session gone', 'the server no longer knows it'],
}

/** What happened, in the words of whoever did it. */
export function told({ before, after }: Change): Told {
  if (after.error && after.error !== before.error) {
    return { title: `Error: ${after.error.code}`, detail: '', tone: 'attention' }
  }
  if (after.status === 'active') return toldOfSession(before, after)
  if (after.status === 'unknown') return { title: 'Not known yet', detail: '', tone: 'attention' }
  if (before.status === 'none') return { title: 'Still signed out', detail: '', tone: 'good' }
  const [title, detail] = endings[after.reason]
  return { title, detail, tone: after.reason === 'anonymous' ? 'good' : 'attention' }
}

function toldOfSession(before: SessionState, after: ActiveState<unknown>): Told {
  const ends = `ends ${timeOfDay(after.expiresAt)}`
  const good = (title: string, detail = ends): Told => ({ title, detail, tone: 'good' })
  if (before.status === 'unknown') return good('Signed in already')
  if (before.status === 'none') return good('Sign-in')
  if (before.id !== after.id) return good('Sign-in', `in place of another session, ${ends}`)
  const moved = `${ends}, was ${timeOfDay(before.expiresAt)}`
  if (before.originalMaxAge !== after.originalMaxAge) return good('Idle timeout changed', moved)
  if (before.expiresAt < after.expiresAt) return good('Renewed', moved)
  if (before.data !== after.data) return good('The session’s data changed')
  if (before.phase !== 'expiring' && after.phase === 'expiring') {
    const helps = after.limit === 'idle' ? 'unless something renews it' : 'whatever renews it'
    return { title: 'About to end', detail: `${ends} ${helps}`, tone: 'attention' }
  }
  return good('Still signed in', '')
}
