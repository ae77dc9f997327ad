/** A version of a session, and until when it is live. `0`: none is known. */
export interface Known {
  readonly version: number
  readonly expiresAt: number
}

/** What a read or a write under way will tell of its key. */
export interface Expectation {
  known: Known
}

const none: Known = { version: 0, expiresAt: 0 }

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
    // What was used last goes last.
    this.#expectations.delete(key)
    this.#expectations.set(key, expectation)
    const [oldest] = this.#expectations.keys()
    if (this.#expectations.size > most && oldest !== undefined) this.forget(oldest)
    return expectation
  }

  /** Keeps what was found, unless a newer version is known. Where the key was forgotten meanwhile, nobody asks for it. */
  learn(expectation: Expectation, found: Known): void {
    if (found.version > expectation.known.version) expectation.known = found
  }

  forget(key: string): void {
    this.#expectations.delete(key)
  }
}
