import { AsyncResource } from 'node:async_hooks'
import { type SessionData, Store } from '../../src/express-session/index.ts'
import { isPromise } from '../../src/maybe-promise.ts'
import type { LegacyCallback, LegacyStore } from '../../src/store/legacy/calls.ts'
import type { SessionStore } from '../../src/store/store.ts'
import { aroundStore } from '../../src/testing/around-store.ts'
import type { Gate } from './gate.ts'

/** The gate of now: a store outlives it. */
type ToGate = () => Gate

/** A store of ours behind a gate. */
export function gatedStore(store: SessionStore, toGate: ToGate): SessionStore {
  const around = (method: string, args: readonly unknown[], call: () => unknown): unknown => {
    const keys = method === 'rotate' ? args.slice(0, 2).map(String) : [String(args[0])]
    const gate = toGate()
    const isOfSubject = method === 'list' || method === 'deleteSubject'
    return gate.call({
      method,
      words: `${method} of ${isOfSubject ? `all of ${args[0]}` : keys.map((key) => gate.names.nameOf(key)).join(' to ')}`,
      keys: isOfSubject ? undefined : keys,
      isRead: method === 'read' || method === 'list',
      perform: call,
    })
  }
  return aroundStore(store, around, { immediate: false })
}

/** What a store of express-session holds: JSON under session IDs. */
export type LegacyRecords = Map<string, string>

/** A store as they are written for express-session, whose calls overtake each other as the gate lets them. */
export class GatedLegacyStore extends Store {
  readonly #records: LegacyRecords
  readonly #toGate: ToGate
  readonly #prefix: string

  /** What is stored under a key has that prefix. */
  constructor(records: LegacyRecords, toGate: ToGate, prefix: string = '') {
    super()
    this.#records = records
    this.#toGate = toGate
    this.#prefix = prefix
  }

  override get(sid: string, callback: (error?: unknown, session?: SessionData | null) => void): void {
    this.#answer('get', sid, callback, () => JSON.parse(this.#records.get(sid) ?? 'null'))
  }

  override set(sid: string, session: object, callback: LegacyCallback = () => {}): void {
    const text = JSON.stringify(session)
    this.#answer('set', sid, callback, () => void this.#records.set(sid, text))
  }

  override touch(sid: string, session: { cookie: object }, callback: LegacyCallback = () => {}): void {
    const cookie = JSON.stringify(session.cookie)
    this.#answer('touch', sid, callback, () => {
      const text = this.#records.get(sid)
      if (text === undefined) return
      this.#records.set(sid, JSON.stringify({ ...JSON.parse(text), cookie: JSON.parse(cookie) }))
    })
  }

  override destroy(sid: string, callback: LegacyCallback = () => {}): void {
    this.#answer('destroy', sid, callback, () => void this.#records.delete(sid))
  }

  #answer<T>(
    method: string,
    sid: string,
    callback: (error?: unknown, answer?: T) => void,
    perform: () => T,
  ): void {
    // A handler's own calls in its callback are still that handler's.
    const answer = AsyncResource.bind(callback)
    const gate = this.#toGate()
    const key = sid.slice(this.#prefix.length)
    const result = gate.call({
      method,
      words: `${method} of ${gate.names.nameOf(key)}`,
      keys: [key],
      isRead: method === 'get',
      perform,
      answerAgain: () => answer(null),
    })
    if (isPromise(result)) {
      result.then(
        (value) => answer(null, value),
        (error: unknown) => answer(error),
      )
    } else answer(null, result)
  }
}

/** The same records for who does not wait. */
export function openLegacyStore(records: LegacyRecords): LegacyStore {
  return {
    get: (sid, callback) => callback(null, JSON.parse(records.get(sid) ?? 'null')),
    set: (sid, session, callback) => callback(null, void records.set(sid, JSON.stringify(session))),
    destroy: (sid, callback) => callback(null, void records.delete(sid)),
  }
}
