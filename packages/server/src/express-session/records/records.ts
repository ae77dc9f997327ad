import type { MaybePromise } from '../../maybe-promise.ts'
import type { Session } from '../session.ts'

/** A record that nobody needs to parse before somebody looks at the session. */
export interface Unread {
  /** The data, as JSON text. */
  readonly text: string
  readonly originalMaxAge: number | null
  /** Epoch milliseconds; `null`: the cookie ends with the browser. */
  readonly expiresAt: number | null
  /** As it is now: what is in the store others renew in place. */
  copy(): Unread
  /** Starts its time anew. */
  renew(): void
  /** Its session, for a request whose `sessionID` is that of the record. */
  toSession(request: object): Session
}

/**
 * The records of one store, under raw session IDs. A call answers at once or later, and fails with what the store fails with.
 * What they do not have is versions: those are counted for the process, in `ProcessVersions`.
 */
export interface Records {
  /** Whether every call answers at once, and leaves the session that is handed over as it is. */
  readonly isImmediate: boolean
  /** The record itself, of a store in memory, unless it has to be parsed. */
  peek(sid: string): Unread | undefined
  /** What is stored, perhaps the store's own live object; `undefined`: nothing. */
  read(sid: string): MaybePromise<unknown>
  /** As `read`, but a missing file is the failure that the store says it is. */
  reload(sid: string): MaybePromise<unknown>
  /** Stores the session, whose data are that text. */
  write(session: Session, text: string): MaybePromise<void>
  /** Renews the record; many stores write all of the session then. */
  touch(session: Session): MaybePromise<void>
  end(sid: string): MaybePromise<void>
  /** The answer to a `write`, `touch` or `end`, or a failure when it has not come in the time that the app allows. */
  within<T>(operation: string, answer: PromiseLike<T>): PromiseLike<T>
}
