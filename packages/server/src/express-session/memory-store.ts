import { inherits } from 'node:util'
import type { SessionCallback } from './callback.ts'
import { defer } from './defer.ts'
import { type Entry, isLive, wholeOf } from './records/memory-entry.ts'
import type { SessionData } from './session-data.ts'
import { Store } from './store.ts'

const entriesKey = Symbol('sojourn.entries')

interface SessionMap {
  [sid: string]: SessionData
}

/** Sessions in the memory of this process, without limit: for development. */
export interface MemoryStore extends Store {
  /** The JSON text of each session, as it is now. */
  readonly sessions: { readonly [sid: string]: string }
  // biome-ignore lint/suspicious/noExplicitAny: what apps annotate their callbacks with, for years.
  get(sid: string, callback: (error: any, session?: SessionData | null) => void): void
  set(sid: string, session: SessionData, callback?: SessionCallback): void
  destroy(sid: string, callback?: SessionCallback): void
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  all(callback: (error: any, sessions?: SessionMap | null) => void): void
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  length(callback: (error: any, length?: number) => void): void
  clear(callback?: SessionCallback): void
  touch(sid: string, session: SessionData, callback?: SessionCallback): void
}

interface OwnStore extends MemoryStore {
  [entriesKey]: Map<string, Entry>
}

interface MemoryStoreConstructor {
  new (options?: object): MemoryStore
  (this: MemoryStore, options?: object): void
  readonly prototype: MemoryStore
}

export const MemoryStore: MemoryStoreConstructor = function MemoryStore(this: OwnStore): void {
  Store.call(this)
  Object.defineProperty(this, entriesKey, { value: new Map(), writable: true })
} as unknown as MemoryStoreConstructor

inherits(MemoryStore, Store)

const methods: Pick<MemoryStore, 'all' | 'clear' | 'destroy' | 'get' | 'length' | 'set' | 'touch'> &
  ThisType<OwnStore> = {
  all(callback) {
    const sessions: SessionMap = Object.create(null)
    for (const sid of this[entriesKey].keys()) {
      const session = read(this, sid)
      if (session !== undefined) sessions[sid] = session
    }
    if (callback) defer(callback, null, sessions)
  },
  clear(callback) {
    this[entriesKey].clear()
    if (callback) defer(callback)
  },
  destroy(sid, callback) {
    this[entriesKey].delete(sid)
    if (callback) defer(callback)
  },
  get(sid, callback) {
    defer(callback, null, read(this, sid))
  },
  length(callback) {
    this.all((error, sessions) => {
      if (error) callback(error)
      else callback(null, Object.keys(sessions ?? {}).length)
    })
  },
  set(sid, session, callback) {
    this[entriesKey].set(sid, JSON.stringify(session))
    if (callback) defer(callback)
  },
  touch(sid, session, callback) {
    const stored = read(this, sid)
    if (stored !== undefined) {
      stored.cookie = session.cookie
      this[entriesKey].set(sid, JSON.stringify(stored))
    }
    if (callback) defer(callback)
  },
}

Object.assign(MemoryStore.prototype, methods)

Object.defineProperty(MemoryStore.prototype, 'sessions', {
  get(this: OwnStore) {
    const entries = [...this[entriesKey]].map(([sid, entry]) => [sid, wholeOf(entry)])
    return Object.assign(Object.create(null), Object.fromEntries(entries))
  },
})

function read(store: OwnStore, sid: string): SessionData | undefined {
  const entry = liveEntry(store[entriesKey], sid)
  return entry && JSON.parse(wholeOf(entry))
}

/** The entry of a session that has not ended; one that has is dropped. */
export function liveEntry(entries: Map<string, Entry>, sid: string): Entry | undefined {
  const entry = entries.get(sid)
  if (entry === undefined || isLive(entry)) return entry
  entries.delete(sid)
  return undefined
}

const { get, set, touch, destroy } = MemoryStore.prototype
const { createSession } = Store.prototype

/** The entries of a store that is a `MemoryStore` and nothing else; nobody can tell that its methods were not called. */
export function entriesOf(store: Store): Map<string, Entry> | undefined {
  const isOurs =
    store.get === get &&
    store.set === set &&
    store.touch === touch &&
    store.destroy === destroy &&
    store.createSession === createSession
  return isOurs ? (store as OwnStore)[entriesKey] : undefined
}
