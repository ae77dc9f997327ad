import { crypto } from '#crypto'
import { session, sessionEndpoints } from '../../src/adapters/express.ts'
import type { Clock } from '../../src/clock.ts'
import type { SessionsOptions } from '../../src/core/options/options.ts'
import expressSession from '../../src/express-session/index.ts'
import { createSessions, memoryStore, type SessionStore } from '../../src/index.ts'
import { isPlainObject } from '../../src/session/json.ts'
import { legacyStore } from '../../src/store/legacy.ts'
import { aroundStore } from '../../src/testing/around-store.ts'
import { minute } from '../durations.ts'
import type { Door, DoorKind, Stage, StoredSession } from './door.ts'
import { GatedLegacyStore, gatedStore, type LegacyRecords, openLegacyStore } from './gated-stores.ts'

const secret = 'a secret for tests that is long enough'

/** Milliseconds after which a call of the store is given up. */
export const storeTimeout = 2000

interface Person {
  readonly user?: { readonly id: string }
}

const subject = (data: object): string | undefined => (data as Person).user?.id

interface Stores {
  /** What the sessions are made over. */
  readonly gated: SessionStore
  /** The same records, past the gate. */
  readonly open: SessionStore
  clear(): void
}

/** Makes stores whose gate and clock are those of the stage that is set. */
type ToStores = (toStage: () => Stage, clock: Clock) => Stores

function sessionsDoor(toStores: ToStores, options: Partial<SessionsOptions> = {}): Door {
  const stage = currentStage()
  const { gated, open, clear } = toStores(stage.get, stage.clock)
  // Its cookie outlives the browser, so that a renewal sends it once more.
  const cookie = { maxAge: 30 * minute }
  const { clock } = stage
  const sessions = createSessions({ secret, store: gated, clock, storeTimeout, cookie, ...options })
  return {
    reset(next) {
      stage.set(next)
      clear()
    },
    middleware: session(sessions, { onCommitError: () => {} }),
    endpoints: sessionEndpoints(sessions, { onError: () => {} }),
    keyOf: (cookie) => String(crypto.sha256(cookie.slice(0, cookie.lastIndexOf('.')))),
    async sessions() {
      const { keys } = stage.get().gate.names
      const records = await Promise.all(keys.map(async (key) => ({ key, record: await open.read(key) })))
      return records.flatMap(({ key, record }): StoredSession[] => {
        if (record === undefined) return []
        const data: unknown = JSON.parse(record.data)
        return isPlainObject(data) ? [{ key, data, subject: record.subject }] : []
      })
    },
    async revoke(person) {
      await gated.deleteSubject?.(person)
    },
  }
}

function currentStage() {
  let stage: Stage | undefined
  const get = (): Stage => {
    if (stage === undefined) throw new Error('the stage is not set')
    return stage
  }
  const set = (next: Stage): void => {
    stage = next
  }
  const clock: Clock = {
    now: () => stage?.clock.now() ?? 0,
    after: (delay, listener) => get().clock.after(delay, listener),
  }
  return { get, clock, set }
}

/** `memoryStore`, or what `change` makes of it, behind the gate. */
function memory(change: (store: SessionStore) => SessionStore = (store) => store): ToStores {
  return (toStage, clock) => {
    const open = memoryStore({ clock, max: 100 })
    return { open, gated: gatedStore(change(open), () => toStage().gate), clear: () => open.clear() }
  }
}

/** A compare-and-set store that cannot move a record in one step. */
function withoutRotate(store: SessionStore): SessionStore {
  const same = aroundStore(store, (_method, _args, call) => call(), { rotate: false })
  return new Proxy(same, {
    get: (target, name) => (name === 'rotate' ? undefined : Reflect.get(target, name)),
  })
}

const legacy: ToStores = (toStage, clock) => {
  const records: LegacyRecords = new Map()
  return {
    open: legacyStore(openLegacyStore(records), { clock }),
    gated: legacyStore(new GatedLegacyStore(records, () => toStage().gate, 's'), { clock }),
    clear: () => records.clear(),
  }
}

function dropIn(): Door {
  const stage = currentStage()
  const records: LegacyRecords = new Map()
  const options = {
    secret,
    resave: false,
    saveUninitialized: false,
    store: new GatedLegacyStore(records, () => stage.get().gate),
    storeTimeout,
    sojourn: { storeTimeout },
  }
  const middleware = expressSession(options)
  return {
    reset(next) {
      stage.set(next)
      records.clear()
    },
    middleware,
    endpoints: sessionEndpoints(middleware.sessions, { onError: () => {} }),
    keyOf(cookie) {
      const value = decodeURIComponent(cookie)
      return value.slice(2, value.lastIndexOf('.'))
    },
    async sessions() {
      return [...records].map(([key, text]) => {
        const { cookie: _, ...data } = JSON.parse(text)
        return { key, data, subject: null }
      })
    },
    async revoke() {},
  }
}

const engine = { lacks: ['switch account'], knowsSubjects: true, isCompareAndSet: true } as const

/** `createSessions` over what `change` makes of a `memoryStore`. */
export function overMemory(
  change: (store: SessionStore) => SessionStore,
  options: Partial<SessionsOptions> = {},
): DoorKind {
  return {
    ...engine,
    name: 'createSessions over a changed memoryStore',
    create: () => sessionsDoor(memory(change), { subject, ...options }),
  }
}

/** Every way to sessions that is explored. */
export const doors = {
  memory: {
    ...engine,
    name: 'createSessions over memoryStore',
    create: () => sessionsDoor(memory(), { subject }),
  },
  withoutRotate: {
    ...engine,
    name: 'createSessions over a store without `rotate`',
    create: () => sessionsDoor(memory(withoutRotate), { subject }),
  },
  oneSession: {
    ...engine,
    name: 'createSessions over memoryStore, one session for each person',
    hasLimit: true,
    create: () => sessionsDoor(memory(), { subject, maxSessions: 1 }),
  },
  withoutSubject: {
    name: 'createSessions over memoryStore, without `subject`',
    lacks: ['revoke'],
    knowsSubjects: false,
    isCompareAndSet: true,
    create: () => sessionsDoor(memory()),
  },
  legacy: {
    name: 'createSessions over legacyStore',
    lacks: ['switch account', 'revoke'],
    knowsSubjects: true,
    isCompareAndSet: false,
    create: () => sessionsDoor(legacy, { subject }),
  },
  dropIn: {
    name: 'the drop-in',
    lacks: ['update', 'rotate', 'revoke'],
    knowsSubjects: false,
    isCompareAndSet: false,
    create: dropIn,
  },
} satisfies Record<string, DoorKind>
