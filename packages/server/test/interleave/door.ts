import type { Middleware } from '../../src/adapters/express.ts'
import type { ManualClock } from '../../src/testing/manual-clock.ts'
import type { Gate } from './gate.ts'
import type { Step } from './scenario.ts'

/** A live session as the store holds it, in the terms of an app. */
export interface StoredSession {
  readonly key: string
  readonly data: Readonly<Record<string, unknown>>
  readonly subject: string | null
}

/** What a door is played through with: the gate of its store, and the time. */
export interface Stage {
  readonly gate: Gate
  readonly clock: ManualClock
}

/** An app's way to its sessions: the middleware, over a store whose calls wait at the gate. */
export interface Door {
  /** Begins anew, without sessions. */
  reset(stage: Stage): void
  readonly middleware: Middleware
  readonly endpoints: Middleware
  /** The key that the value of a session cookie leads to. */
  keyOf(cookie: string): string
  /** All live sessions, past the gate. What a rotation leaves behind is none. */
  sessions(): Promise<readonly StoredSession[]>
  /** Ends all sessions of a person, as an app does. */
  revoke(person: string): Promise<unknown>
}

/** A kind of door, with what apps can do behind it. */
export interface DoorKind {
  readonly name: string
  /** What a handler cannot do here. */
  readonly lacks: readonly Step[]
  /** Whether a change of `session.user` gives the session a new sid by itself. */
  readonly knowsSubjects: boolean
  /** Whether the store's calls are independent of each other where they are about different sessions, in this process too. */
  readonly isCompareAndSet: boolean
  /** Whether a person has one session at most. */
  readonly hasLimit?: boolean
  create(): Door
}
