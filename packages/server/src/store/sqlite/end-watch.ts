import type { Clock } from '../../clock.ts'
import { Listeners } from '../listeners.ts'
import type { StoreNews } from '../store.ts'
import { type Ends, endsKept } from './ends.ts'

/** How often it is looked whether other processes have ended sessions, in milliseconds. */
const lookEvery = 1_000

/** Tells watchers of what was ended in the file, by this process at once. Looks at nothing while there are none. */
export class EndWatch {
  readonly #ends: () => Ends
  readonly #clock: Clock
  readonly #listeners = new Listeners()
  /** The number of the newest end that was told. */
  #told = 0
  #lookedAt = 0
  #stopTimer: (() => void) | undefined

  /** `ends` throws where the file cannot be used. */
  constructor(ends: () => Ends, clock: Clock) {
    this.#ends = ends
    this.#clock = clock
  }

  add(listener: (news: StoreNews) => void): () => void {
    if (this.#listeners.isEmpty) {
      this.#told = this.#ends().newest()
      this.#lookedAt = this.#clock.now()
      this.#lookLater()
    } else this.look()
    const remove = this.#listeners.add(listener)
    return () => {
      remove()
      if (this.#listeners.isEmpty) this.#stopTimer?.()
    }
  }

  /** Tells what was ended since the last look. */
  look(): void {
    if (this.#listeners.isEmpty) return
    let ends: ReturnType<Ends['after']>
    try {
      ends = this.#ends().after(this.#told)
    } catch {
      // The next look finds them; what is wrong is heard by whoever calls the store next.
      return
    }
    const now = this.#clock.now()
    const mayHaveMissed = now - this.#lookedAt >= endsKept
    this.#lookedAt = now
    this.#told = ends.at(-1)?.number ?? this.#told
    if (mayHaveMissed) this.#listeners.tell([{ type: 'missed' }])
    this.#listeners.tellEnded(ends.map(({ id }) => id))
  }

  close(): void {
    this.#listeners.clear()
    this.#stopTimer?.()
  }

  #lookLater(): void {
    this.#stopTimer = this.#clock.after(lookEvery, () => {
      // First, for a listener may stop the last watcher.
      this.#lookLater()
      this.look()
    })
  }
}
