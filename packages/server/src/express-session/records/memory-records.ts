import type { ImmediateSigner } from '../../crypto/node.ts'
import { isSameSignature } from '../../crypto/node.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import { entriesOf, liveEntry, type MemoryStore } from '../memory-store.ts'
import type { Session } from '../session.ts'
import { LegacyRecords } from './legacy-records.ts'
import { type Entry, type SplitEntry, toEntry, touchEntry, wholeOf } from './memory-entry.ts'
import type { Records } from './records.ts'

/**
 * The records of our own `MemoryStore`, which answers at once where it is asked behind its methods. Those are asked where an
 * app has replaced one of them.
 */
export class MemoryRecords extends LegacyRecords implements Records {
  readonly #store: MemoryStore

  constructor(store: MemoryStore, timeout: number | null) {
    super(store, timeout)
    this.#store = store
  }

  get isImmediate(): boolean {
    return this.#entries !== undefined
  }

  peek(sid: string): SplitEntry | undefined {
    const entries = this.#entries
    const entry = entries && liveEntry(entries, sid)
    return typeof entry === 'string' ? undefined : entry
  }

  override read(sid: string): MaybePromise<unknown> {
    const entries = this.#entries
    if (entries === undefined) return super.read(sid)
    const entry = liveEntry(entries, sid)
    return entry && JSON.parse(wholeOf(entry))
  }

  override write(session: Session, text: string): MaybePromise<void> {
    const entries = this.#entries
    if (entries === undefined) return super.write(session)
    const before = entries.get(session.id)
    const entry = toEntry(session, text, before)
    if (entry !== before) entries.set(session.id, entry)
  }

  override touch(session: Session): MaybePromise<void> {
    const entries = this.#entries
    if (entries === undefined) return super.touch(session)
    const entry = liveEntry(entries, session.id)
    if (entry !== undefined) entries.set(session.id, touchEntry(entry, session))
  }

  /** Signatures are compared with the one that was found good before, beside the session: hashing costs more than the read. */
  remembering(signer: ImmediateSigner): ImmediateSigner {
    const verify = (sid: string, signature: string): boolean => {
      const entry = this.peek(sid)
      if (entry?.signer === signer) return isSameSignature(entry.signature, signature)
      const isGood = signer.verify(sid, signature)
      if (isGood && entry !== undefined) {
        entry.signer = signer
        // A text of its own, and not a slice that keeps the whole header.
        entry.signature = Buffer.from(signature).toString('latin1')
      }
      return isGood
    }
    return { sign: signer.sign, verify }
  }

  get #entries(): Map<string, Entry> | undefined {
    return entriesOf(this.#store)
  }
}
