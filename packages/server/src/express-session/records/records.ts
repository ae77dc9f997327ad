import type { ImmediateSigner } from '../../crypto/node.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { Session } from '../session.ts'
import type { SplitEntry } from './memory-entry.ts'

/**
 * The records of one store, under raw session IDs. A call answers at once or later, and fails with what the store fails with.
 * They have no versions: the writes of this process are counted instead, by `ProcessVersions`.
 */
export interface Records {
  /** What is stored, perhaps the store's own live object; `undefined`: nothing. */
  read(sid: string): MaybePromise<unknown>
  /** Stores the session, whose data are that text. */
  write(session: Session, text: string): MaybePromise<void>
  /** Renews the record; many stores write all of the session then. */
  touch(session: Session): MaybePromise<void>
  end(sid: string): MaybePromise<void>
  /** The answer to a `write`, `touch` or `end`, or a failure when it has not come in the time that the app allows. */
  within<T>(operation: string, answer: PromiseLike<T>): PromiseLike<T>

  // What a store in memory can do beyond that.

  /** Whether every call answers at once, and leaves the session that is handed over as it is. */
  readonly isImmediate?: boolean
  /** The record itself, where it is kept in parts: nobody needs to parse it before the session is looked at. */
  peek?(sid: string): SplitEntry | undefined
  /** A signer that remembers what it has verified. */
  remembering?(signer: ImmediateSigner): ImmediateSigner
}
