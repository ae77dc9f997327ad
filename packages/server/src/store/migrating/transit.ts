import type { Clock } from '../../clock.ts'
import { SessionError } from '../../errors.ts'
import type { SessionRecord, SessionStore } from '../store.ts'
import { arriving, claimed, ended, opened, placeOf } from './envelope.ts'

/** How often a call looks for a session that others are moving at the same time. */
export const maxAttempts = 20

/** Finds out where a session is, and takes it to where it is to be. */
export class Transit {
  readonly #from: SessionStore
  readonly #to: SessionStore
  readonly #phase: 'prepare' | 'move'
  readonly #clock: Clock
  #isClosed = false

  constructor(from: SessionStore, to: SessionStore, phase: 'prepare' | 'move', clock: Clock) {
    this.#from = from
    this.#to = to
    this.#phase = phase
    this.#clock = clock
  }

  /** The session as it is, wherever. */
  async read(key: string): Promise<SessionRecord | undefined> {
    this.#assertOpen()
    const moved = await this.#to.read(key)
    const old = moved === undefined ? await this.#old(key) : undefined
    // One that moved between the two reads is in neither.
    const record = moved ?? old ?? (await this.#to.read(key))
    return record === undefined || placeOf(record) === 'ended' ? undefined : opened(record)
  }

  /** The store that the session is in, once it has arrived there; in the phase `move` it is taken to the new one before. */
  async home(key: string): Promise<SessionStore | undefined> {
    return this.#find(key, this.#phase === 'move')
  }

  /** Takes the session to the new store, whatever the phase. Resolves with whether there is one. */
  async take(key: string): Promise<boolean> {
    return (await this.#find(key, true)) !== undefined
  }

  /** Ends the session in both stores, and for whoever is about to move it. Answers its record. */
  async end(key: string): Promise<SessionRecord | undefined> {
    this.#assertOpen()
    const deleted = await this.#from.delete(key)
    const old = deleted !== undefined && placeOf(deleted) !== 'ended' ? deleted : undefined
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const record = await this.#to.read(key)
      if (record !== undefined && placeOf(record) === 'ended') return old && opened(old)
      if (record === undefined) {
        if (old === undefined) return undefined
        // Somebody may be about to move it.
        if (await isDone(() => this.#to.create(key, ended(old, this.#clock.now())))) return opened(old)
        continue
      }
      const note = ended(record, this.#clock.now())
      const { status } = await this.#to.write(key, note, record.version, record.id)
      if (status === 'written') return opened(record)
    }
    throw busy('delete')
  }

  /** Removes what is left under the key of a session that has ended. */
  async clean(key: string): Promise<void> {
    for (const store of [this.#from, this.#to]) {
      const record = await store.read(key)
      if (record !== undefined && placeOf(record) === 'ended') await store.delete(key)
    }
  }

  close(): void {
    this.#isClosed = true
  }

  async #find(key: string, isMoved: boolean): Promise<SessionStore | undefined> {
    this.#assertOpen()
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const moved = await this.#to.read(key)
      if (moved !== undefined) {
        const place = placeOf(moved)
        if (place === 'ended') return undefined
        if (place === 'settled') return this.#to
        await this.#settle(key, moved)
        continue
      }
      const old = await this.#old(key)
      if (old === undefined) {
        if ((await this.#to.read(key)) === undefined) return undefined
      } else if (!isMoved && placeOf(old) === 'settled') return this.#from
      else await this.#move(key, old)
    }
    throw busy('move')
  }

  /** What the old store has, unless that has moved. */
  async #old(key: string): Promise<SessionRecord | undefined> {
    const record = await this.#from.read(key)
    return record !== undefined && placeOf(record) === 'ended' ? undefined : record
  }

  async #move(key: string, old: SessionRecord): Promise<void> {
    const record = opened(old)
    if (placeOf(old) === 'settled' && this.#from.abilities.compareAndSet) {
      const claim = await this.#from.write(key, claimed(old), old.version)
      // Somebody wrote to it, or moved it: look again.
      if (claim.status !== 'written') return
    }
    try {
      await this.#to.create(key, arriving(record), record.version - 1)
    } catch (error) {
      // It has ended with all others of its subject, while it was on its way.
      if (isRevoked(error)) return void (await this.#from.delete(key))
      // Others move it too.
      if ((await this.#to.read(key)) === undefined) throw error
    }
    const moved = await this.#to.read(key)
    if (moved !== undefined && placeOf(moved) === 'arriving') await this.#settle(key, moved)
  }

  /** Nothing is left at the old place before the session goes on at the new one. */
  async #settle(key: string, moved: SessionRecord): Promise<void> {
    await this.#leave(key)
    const { version: _version, ...record } = opened(moved)
    await this.#to.write(key, record, moved.version)
  }

  /** Takes the record away from the old store, and tells no watcher that it has ended. */
  async #leave(key: string): Promise<void> {
    if (!this.#from.abilities.watch) return void (await this.#from.delete(key))
    const old = await this.#old(key)
    if (old !== undefined) await this.#from.write(key, ended(old, this.#clock.now()), old.version)
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new SessionError('store-unavailable', 'migratingStore: is closed.')
  }
}

/** The error of a call that never finds a session where it was a moment ago. */
export function busy(operation: string): SessionError {
  return new SessionError(
    'session-busy',
    `migratingStore: others moved the session again and again (${operation}); are there processes that move the other way?`,
  )
}

export function isRevoked(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'session-revoked'
}

async function isDone(action: () => PromiseLike<void> | void): Promise<boolean> {
  try {
    await action()
    return true
  } catch {
    return false
  }
}
