import type { SessionRecord } from '../store.ts'

/** A version of a session, and until when it is live. `0`: none is known. */
export interface Known {
  readonly version: number
  readonly expiresAt: number
}

/** What a read or a write under way will tell of its key. */
export interface Expectation {
  known: Known
  /** The last write that failed, and may be stored all the same. */
  readonly failed?: SessionRecord
}

const none: Known = { version: 0, expiresAt: 0 }

/** Newer than whatever is found, and never live. */
const unknowable: Known = { version: Number.POSITIVE_INFINITY, expiresAt: 0 }

/** Keys it remembers at most: what is forgotten costs one read. */
const most = 10_000

/** The newest version of each session that this process has read or written. */
export class KnownVersions {
  readonly #expectations = new Map<string, Expectation>()

  get(key: string): Known {
    return this.#expectations.get(key)?.known ?? none
  }

  /** Goes before a read or a write; `learn` takes what it answers. */
  expect(key: string): Expectation {
    const expectation = this.#expectations.get(key) ?? { known: none }
    this.#keep(key, expectation)
    return expectation
  }

  /** Keeps what was found, unless a newer version is known. Where the key was forgotten meanwhile, nobody asks for it. */
  learn(expectation: Expectation, found: Known): void {
    if (found.version > expectation.known.version) expectation.known = found
  }

  /** Forgets the key, and learns nothing of it until it is forgotten again: what is read now may be gone by then. */
  distrust(key: string): void {
    this.forget(key)
    this.expect(key).known = unknowable
  }

  /** Forgets the key, for nobody knows whether that was written. */
  writeFailed(key: string, failed: SessionRecord): void {
    this.forget(key)
    this.#keep(key, { known: none, failed })
  }

  /** Whether that is what the last write was to store, which failed. */
  isFailedWrite(key: string, current: SessionRecord): boolean {
    const failed = this.#expectations.get(key)?.failed
    return failed !== undefined && isSame(failed, current)
  }

  forget(key: string): void {
    this.#expectations.delete(key)
  }

  #keep(key: string, expectation: Expectation): void {
    // What was used last goes last.
    this.#expectations.delete(key)
    this.#expectations.set(key, expectation)
    const [oldest] = this.#expectations.keys()
    if (this.#expectations.size > most && oldest !== undefined) this.forget(oldest)
  }
}

/** Whether two records say the same: each of their values is a text, a number, a boolean or null. */
function isSame(one: SessionRecord, other: SessionRecord): boolean {
  const values = new Map<string, unknown>(Object.entries(other))
  return Object.entries(one).every(([name, value]) => values.get(name) === value)
}
