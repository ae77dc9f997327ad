import type { RedisConnection } from './client.ts'
import { isForbidden, isUnknownScript } from './problems.ts'
import { type ScriptName, scripts } from './scripts.ts'

/** Runs scripts by their hash: the whole text goes over the network only to a server that does not know it. */
export class ScriptRunner {
  readonly #connection: RedisConnection
  readonly #hashes = new Map<ScriptName, Promise<string>>()
  /** A proxy forbids `EVALSHA`: texts are sent each time. */
  #isByText = false

  constructor(connection: RedisConnection) {
    this.#connection = connection
  }

  async run(name: ScriptName, key: string, args: readonly (string | number)[]): Promise<unknown> {
    const texts = args.map(String)
    if (this.#isByText) return this.#byText(name, key, texts)
    try {
      return await this.#connection.send(key, ['EVALSHA', await this.#hash(name), '1', key, ...texts])
    } catch (error) {
      // Either was refused before it ran: asking again does nothing twice.
      if (isUnknownScript(error)) return this.#byText(name, key, texts)
      if (!isForbidden(error)) throw error
      const reply = await this.#byText(name, key, texts)
      this.#isByText = true
      return reply
    }
  }

  #byText(name: ScriptName, key: string, args: readonly string[]): PromiseLike<unknown> {
    return this.#connection.send(key, ['EVAL', scripts[name], '1', key, ...args])
  }

  #hash(name: ScriptName): Promise<string> {
    const known = this.#hashes.get(name)
    if (known !== undefined) return known
    const hash = sha1(scripts[name])
    this.#hashes.set(name, hash)
    return hash
  }
}

/** What Redis names a script by. */
async function sha1(text: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
