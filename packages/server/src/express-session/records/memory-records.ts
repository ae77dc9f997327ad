import type { MaybePromise } from '../../maybe-promise.ts'
import { entriesOf, liveEntry, type MemoryStore } from '../memory-store.ts'
import type { Session } from '../session.ts'
import { type Entry, toEntry, touchEntry, wholeOf } from './memory-entry.ts'
import type { Records, Unread } from './records.ts'

/**
 * The records of our own `MemoryStore`, which answers at once where it is asked behind its methods. Those are asked where an
 * app has replaced one of them.
 */
export class MemoryRecords implements Records {
  readonly #store: MemoryStore
  readonly #methods: Records

  constructor(store: MemoryStore, methods: Records) {
    this.#store = store
    this.#methods = methods
  }

  get isImmediate(): boolean {
    return this.#entries !== undefined
  }

  peek(sid: string): Unread | undefined {
    const entries = this.#entries
    const entry = entries && liveEntry(entries, sid)
    return typeof entry === 'string' ? undefined : entry
  }

  read(sid: string): MaybePromise<unknown> {
    const entries = this.#entries
    if (entries === undefined) return this.#methods.read(sid)
    const entry = liveEntry(entries, sid)
    return entry && JSON.parse(wholeOf(entry))
  }

  reload(sid: string): MaybePromise<unknown> {
    return this.#methods.reload(sid)
  }

  write(session: Session, text: string): MaybePromise<void> {
    const entries = this.#entries
    if (entries === undefined) return this.#methods.write(session, text)
    entries.set(session.id, toEntry(session, text))
  }

  touch(session: Session): MaybePromise<void> {
    const entries = this.#entries
    if (entries === undefined) return this.#methods.touch(session)
    const entry = liveEntry(entries, session.id)
    const touched = entry && touchEntry(entry, session)
    if (touched !== undefined && touched !== entry) entries.set(session.id, touched)
  }

  end(sid: string): MaybePromise<void> {
    return this.#methods.end(sid)
  }

  within<T>(operation: string, answer: PromiseLike<T>): PromiseLike<T> {
    return this.#methods.within(operation, answer)
  }

  get #entries(): Map<string, Entry> | undefined {
    return entriesOf(this.#store)
  }
}
