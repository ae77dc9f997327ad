import { eventsBetween } from '../state/events.ts'
import type { Listeners } from '../state/listeners.ts'
import { shareStructure } from '../state/share-structure.ts'
import { type SessionState, type StateFields, unknownState } from '../state/state.ts'
import { type Bounds, noBounds } from '../time/bounds.ts'
import type { ClientEvents } from './client-events.ts'

/** What the client knows, and how long that holds. Times are the client's where they are not said to be the server's. */
export interface SessionKnowledge<Data> {
  readonly state: SessionState<Data>
  /** The last state that was not `unknown`: an overdue one may be hidden meanwhile. */
  readonly shown: SessionState<Data>
  readonly bounds: Bounds
  /** Whether the clocks have kept together since the last verdict. */
  readonly isSure: boolean
  /** When the state was last not `verifying`. */
  readonly sureAt: number
  /** When the next question is due, and why: once the last answer may be wrong, or after the back-off of a failure. */
  readonly askAt: number
  readonly cause: string
  /** When the last verdict was asked for, or told to be over: what was asked before knows less. */
  readonly askedAt: number
  /** When the last answer to a question came. */
  readonly answeredAt: number
  /** When a touch of `keepAlive` was last tried. */
  readonly triedAt: number
  /** When an announcement that differs from the state last had the server asked. */
  readonly doubtedAt: number
  /** Somebody said that another verdict is due, and it has not come. */
  readonly isOld?: boolean
  /** How many questions since the last verdict got none. */
  readonly failures: number
  /** How many verdicts in a row came when their time was over. */
  readonly overs: number
  /** The server's clock at the last end of a session that is known: an answer from before it is no news. */
  readonly endedAt: number
  /** The server's clock in an answer from before that end, NaN without one: a cache repeats it, a server goes on from there. */
  readonly refused: number
  /** The server's clock in the newest answer. */
  readonly newest: number
  /**
   * While the browser is offline, or just was, a response may come from the cache of a service worker. A cache repeats its
   * response, so the next one tells.
   */
  readonly mayBeCached?: boolean
  /** The marker cookies as they were last read, and whether they changed since the last question was sent. */
  readonly markers: string
  readonly hasChanged?: boolean
  /** Whether this document showed a session that has ended. */
  readonly hasEnded?: boolean
  /** Whether the client listens, and asks by itself. */
  readonly isRunning?: boolean
}

/** What becomes known. */
export type Change<Data> = Partial<SessionKnowledge<Data>>

/**
 * `learn` is the only way to write what is known, and tells listeners what that does to the state. A state that equals the
 * one before changes nothing. Returns whether the state is another.
 */
export function createSessionKnowledge<Data>(emit: Listeners<ClientEvents<Data>>['emit']): {
  readonly known: SessionKnowledge<Data>
  learn(change: Change<Data>): boolean
} {
  const known = {
    state: unknownState as SessionState<Data>,
    shown: unknownState as SessionState<Data>,
    bounds: noBounds,
    isSure: true,
    sureAt: 0,
    askAt: 0,
    cause: 'start',
    askedAt: -Infinity,
    answeredAt: -Infinity,
    triedAt: -Infinity,
    doubtedAt: -Infinity,
    failures: 0,
    overs: 0,
    endedAt: 0,
    refused: NaN,
    newest: 0,
    markers: '',
  }
  return {
    known,
    learn(change) {
      const { state: previous, shown } = known
      Object.assign(known, change)
      const isUnknown = known.state.status === 'unknown'
      const state = shareStructure(isUnknown ? previous : shown, known.state)
      known.state = state
      if (state === previous) return false
      if (!isUnknown) known.shown = state
      const before: StateFields = shown
      const { id }: StateFields = state
      // `eventsBetween` names an event only when the state is the one that it stands for.
      for (const type of eventsBetween(before, state, previous.error))
        emit(type, { state, identity: before.id !== id } as never)
      emit('state', undefined)
      return true
    },
  }
}
