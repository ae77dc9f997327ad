import type { LegacyCallback, LegacyStore } from '../../src/store/legacy.ts'
import type { SessionModule } from './session-module.ts'

/** A way to store, each seen in some store of express-session. */
export interface OddStore {
  readonly name: string
  /** Whether it lacks the base class that express-session asks for. */
  readonly isBare?: boolean
  make(sessions: Map<string, unknown>, session: SessionModule): LegacyStore
}

type Sessions = Map<string, unknown>

/** What is kept and handed back. */
interface Form {
  keep(session: object): unknown
  answer(kept: unknown): unknown
}

const asText: Form = {
  keep: (session) => JSON.stringify(session),
  answer: (kept) => JSON.parse(String(kept)),
}

/** A store that answers at once, in that form. */
export function methodsOver(sessions: Sessions, { keep, answer }: Form = asText): LegacyStore {
  return {
    get(sid, callback) {
      const kept = sessions.get(sid)
      callback(null, kept === undefined ? null : answer(kept))
    },
    set(sid, session, callback) {
      sessions.set(sid, keep(session))
      callback(null)
    },
    destroy(sid, callback) {
      sessions.delete(sid)
      callback(null)
    },
  }
}

/** The methods on what extends the module's own `Store`. */
function onBase(session: SessionModule, own: LegacyStore): LegacyStore {
  return Object.assign(Reflect.construct(session.Store, []), own)
}

const later =
  (callback: LegacyCallback): LegacyCallback =>
  (error, answer) =>
    setImmediate(callback, error, answer)

export const oddStores: readonly OddStore[] = [
  {
    name: 'three methods, and no events',
    isBare: true,
    make: (sessions) => methodsOver(sessions),
  },
  {
    name: 'promises, and no callbacks',
    isBare: true,
    make: (sessions) => ({
      get: async (sid: string) => asText.answer(sessions.get(sid) ?? 'null'),
      set: async (sid: string, session: object) => sessions.set(sid, asText.keep(session)),
      destroy: async (sid: string) => sessions.delete(sid),
    }),
  },
  {
    name: 'the live object, handed back at once',
    make: (sessions, session) =>
      onBase(session, methodsOver(sessions, { keep: (live) => live, answer: (live) => live })),
  },
  {
    name: 'the own properties of the cookie',
    make: (sessions, session) =>
      onBase(
        session,
        methodsOver(sessions, {
          keep: ({ cookie, ...data }: { cookie?: object }) =>
            JSON.stringify({ ...data, cookie: { ...cookie } }),
          answer: asText.answer,
        }),
      ),
  },
  {
    name: 'dates in place of texts',
    make: (sessions, session) =>
      onBase(
        session,
        methodsOver(sessions, {
          keep: asText.keep,
          answer: (kept) =>
            JSON.parse(String(kept), (key, value) => (key === 'expires' && value ? new Date(value) : value)),
        }),
      ),
  },
  {
    name: 'ENOENT where there is nothing, and every answer twice',
    make(sessions, session) {
      const { get, set, destroy } = methodsOver(sessions)
      const twice = (callback: LegacyCallback): LegacyCallback => {
        const late = later(callback)
        return (error, answer) => {
          late(error, answer)
          late(error, answer)
        }
      }
      const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return onBase(session, {
        get: (sid, callback) => (sessions.has(sid) ? get(sid, twice(callback)) : later(callback)(missing)),
        set: (sid, record, callback) => set(sid, record, twice(callback)),
        destroy: (sid, callback) => destroy(sid, twice(callback)),
      })
    },
  },
  {
    name: 'callbacks with a default, which `length` does not count',
    make(sessions, session) {
      const { get, set, destroy } = methodsOver(sessions)
      const noop = (): void => {}
      return onBase(session, {
        get: (sid, callback = noop) => get(sid, callback),
        set: (sid, record, callback = noop) => set(sid, record, callback),
        destroy: (...given) => destroy(...given),
      })
    },
  },
  {
    name: 'promises that are there before the callback',
    make(sessions, session) {
      const { get, set, destroy } = methodsOver(sessions)
      return onBase(session, {
        get: async (sid, callback) => get(sid, later(callback)),
        set: async (sid, record, callback) => set(sid, record, later(callback)),
        destroy: async (sid, callback) => destroy(sid, later(callback)),
      })
    },
  },
  {
    name: 'plain JSON in place of the cookie of what it is handed',
    make(sessions, session) {
      const methods = methodsOver(sessions)
      return onBase(session, {
        ...methods,
        set(sid, record: { cookie?: unknown }, callback) {
          record.cookie = JSON.parse(JSON.stringify(record.cookie))
          methods.set(sid, record, callback)
        },
      })
    },
  },
  {
    name: 'a promise beside each callback',
    make(sessions, session) {
      const { get, set, destroy } = methodsOver(sessions)
      return onBase(session, {
        async get(sid, callback) {
          await null
          return get(sid, callback)
        },
        async set(sid, record, callback) {
          await null
          return set(sid, record, callback)
        },
        async destroy(sid, callback) {
          await null
          return destroy(sid, callback)
        },
      })
    },
  },
]
