import type { Clock } from '../../clock.ts'
import type { SessionError } from '../../errors.ts'
import { type MaybePromise, recover } from '../../maybe-promise.ts'

/** An outage of the store, as the option `onEvent` gets it. */
export type StoreEvent =
  | { readonly type: 'store-down'; readonly error: unknown }
  | { readonly type: 'store-up' }

/** While the store hangs, it is asked this often whether it is back, in milliseconds. */
const probeEvery = 500

/** What is known of a store: whether it hangs, and whether the listener has heard of an outage. */
export class StoreHealth {
  readonly #probe: () => MaybePromise<unknown>
  readonly #clock: Clock
  readonly #onEvent: ((event: StoreEvent) => void) | undefined
  /** What gives up the calls that wait for their turn. */
  readonly #queued = new Set<() => void>()
  #isDown = false
  #isTold = false

  /** `probe` asks the store something that nobody needs to know. */
  constructor(
    probe: () => MaybePromise<unknown>,
    clock: Clock,
    onEvent: ((event: StoreEvent) => void) | undefined,
  ) {
    this.#probe = probe
    this.#clock = clock
    this.#onEvent = onEvent
  }

  /** Nothing is asked for now. */
  get isDown(): boolean {
    return this.#isDown
  }

  /** The listener knows of an outage. */
  get isTold(): boolean {
    return this.#isTold
  }

  answered(): void {
    this.#isDown = false
    if (!this.#isTold) return
    this.#isTold = false
    this.#onEvent?.({ type: 'store-up' })
  }

  /** It failed, and so does not hang. */
  answeredWithError(): void {
    this.#isDown = false
  }

  failed(error: SessionError): void {
    if (this.#isTold) return
    this.#isTold = true
    this.#onEvent?.({ type: 'store-down', error })
  }

  hangs(): void {
    if (!this.#isDown) this.#clock.after(probeEvery, () => this.#askIfBack())
    this.#isDown = true
    for (const giveUp of this.#queued) giveUp()
    this.#queued.clear()
  }

  /** Notes a call that has not asked the store yet: when the store hangs, it is given up. Answers what forgets it. */
  enqueue(giveUp: () => void): () => void {
    this.#queued.add(giveUp)
    return () => void this.#queued.delete(giveUp)
  }

  /** Asks whether the store is back, until it is; nobody waits for the answer. */
  #askIfBack(): void {
    if (!this.#isDown) return
    this.#clock.after(probeEvery, () => this.#askIfBack())
    const answer = recover<unknown>(this.#probe, (error) => Promise.reject(error))
    Promise.resolve(answer).then(
      () => this.answered(),
      // The next call says what is wrong.
      () => this.answeredWithError(),
    )
  }
}
