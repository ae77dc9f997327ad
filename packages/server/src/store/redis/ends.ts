import { Listeners } from '../listeners.ts'
import type { StoreNews } from '../store.ts'
import type { RedisConnection } from './client.ts'
import { isForbidden } from './problems.ts'

/**
 * Tells every process which sessions were ended, by a channel. Where the server has them (7 and later) the channel is sharded:
 * in a cluster a message then goes to the nodes of one shard, and not to all.
 */
export class Ends {
  readonly #connection: RedisConnection
  readonly #channel: string
  readonly #listeners = new Listeners()
  #isSharded = true
  #listening: Promise<() => void> | undefined
  #isClosed = false

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection
    this.#channel = `${prefix}@ends`
  }

  /** Never fails: the session has ended, whoever hears of it. */
  async tell(id: string): Promise<void> {
    try {
      await this.#byEither((command) =>
        this.#connection.send(this.#channel, [`${command}PUBLISH`, this.#channel, id]),
      )
    } catch {
      // Who follows the session sees its end when it asks.
    }
  }

  async watch(listener: (news: StoreNews) => void): Promise<() => void> {
    const { subscribe } = this.#connection
    if (subscribe === undefined)
      throw new TypeError('redisStore: this client cannot subscribe; give it a client with `duplicate`')
    const remove = this.#listeners.add(listener)
    this.#listening ??= this.#byEither((command) =>
      subscribe(
        this.#channel,
        command === 'S',
        (id) => this.#listeners.tellEnded([id]),
        () => this.#listeners.tell([{ type: 'missed' }]),
      ),
    )
    const listening = this.#listening
    try {
      await listening
    } catch (error) {
      remove()
      if (this.#listening === listening) this.#listening = undefined
      throw error
    }
    if (this.#isClosed) this.close()
    return () => {
      remove()
      if (this.#listeners.isEmpty) this.#stop()
    }
  }

  close(): void {
    this.#isClosed = true
    this.#listeners.clear()
    this.#stop()
  }

  #stop(): void {
    const listening = this.#listening
    this.#listening = undefined
    listening?.then(
      (stop) => stop(),
      () => {},
    )
  }

  async #byEither<T>(action: (command: 'S' | '') => PromiseLike<T>): Promise<T> {
    if (!this.#isSharded) return action('')
    try {
      return await action('S')
    } catch (error) {
      if (!isForbidden(error)) throw error
      this.#isSharded = false
      return action('')
    }
  }
}
