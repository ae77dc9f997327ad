import { inherits } from 'node:util'
import { systemClock } from '../clock.ts'
import type { SessionCallback } from './session.ts'
import type { SessionData } from './session-data.ts'
import { Store } from './store.ts'

interface Sessions {
  [sid: string]: SessionData
}

/** Sessions in the memory of this process, without end: for development. */
export interface MemoryStore extends Store {
  /** The JSON text of each session. */
  sessions: { [sid: string]: string }
  // biome-ignore lint/suspicious/noExplicitAny: what apps annotate their callbacks with, for years.
  all(callback: (error: any, sessions?: Sessions | null) => void): void
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  length(callback: (error: any, length?: number) => void): void
  clear(callback?: SessionCallback): void
  touch(sid: string, session: SessionData, callback?: SessionCallback): void
}

interface MemoryStoreConstructor {
  new (options?: object): MemoryStore
  (this: MemoryStore, options?: object): void
  readonly prototype: MemoryStore
}

export const MemoryStore: MemoryStoreConstructor = function MemoryStore(this: MemoryStore): void {
  Store.call(this)
  this.sessions = Object.create(null)
} as unknown as MemoryStoreConstructor

inherits(MemoryStore, Store)

const methods: Pick<MemoryStore, 'all' | 'clear' | 'destroy' | 'get' | 'length' | 'set' | 'touch'> &
  ThisType<MemoryStore> = {
  all(callback) {
    const sessions: Sessions = Object.create(null)
    for (const sid of Object.keys(this.sessions)) {
      const session = read(this, sid)
      if (session !== undefined) sessions[sid] = session
    }
    if (callback) setImmediate(callback, null, sessions)
  },
  clear(callback) {
    this.sessions = Object.create(null)
    if (callback) setImmediate(callback)
  },
  destroy(sid, callback) {
    delete this.sessions[sid]
    if (callback) setImmediate(callback)
  },
  get(sid, callback) {
    setImmediate(callback, null, read(this, sid))
  },
  length(callback) {
    this.all((error, sessions) => {
      if (error) return callback(error)
      callback(null, Object.keys(sessions ?? {}).length)
    })
  },
  set(sid, session, callback) {
    this.sessions[sid] = JSON.stringify(session)
    if (callback) setImmediate(callback)
  },
  touch(sid, session, callback) {
    const stored = read(this, sid)
    if (stored !== undefined) {
      stored.cookie = session.cookie
      this.sessions[sid] = JSON.stringify(stored)
    }
    if (callback) setImmediate(callback)
  },
}

Object.assign(MemoryStore.prototype, methods)

/** What is stored and has not ended. */
function read(store: MemoryStore, sid: string): SessionData | undefined {
  const text = store.sessions[sid]
  if (text === undefined) return undefined
  const session = JSON.parse(text) as SessionData
  const expires: unknown = session.cookie?.expires
  const endsAt = typeof expires === 'string' ? Date.parse(expires) : Number(expires)
  if (!expires || !(endsAt <= systemClock.now())) return session
  delete store.sessions[sid]
  return undefined
}
