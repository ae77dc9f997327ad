import { isRevoked, type Revocation, revocationMemory, revoked } from '../revocation.ts'
import type { NewRecord } from '../store.ts'

/** The subjects whose sessions were all ended lately. */
export class Revocations {
  /** The oldest first. */
  readonly #bySubject = new Map<string, Revocation>()

  add(subject: string, revocation: Revocation): void {
    this.#forget(revocation.at - revocationMemory)
    // Set anew, it goes to the end of the map.
    const at = Math.max(revocation.at, this.#bySubject.get(subject)?.at ?? 0)
    this.#bySubject.delete(subject)
    this.#bySubject.set(subject, { ...revocation, at })
  }

  /** Throws `session-revoked` if the record, which gets its subject now, began before. */
  assertNotRevoked(record: NewRecord): void {
    if (record.subject === null || this.#bySubject.size === 0) return
    if (isRevoked(record, this.#bySubject.get(record.subject))) throw revoked()
  }

  #forget(before: number): void {
    for (const [subject, { at }] of this.#bySubject) {
      if (at >= before) return
      this.#bySubject.delete(subject)
    }
  }
}
