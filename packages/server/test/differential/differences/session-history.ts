import type { IncomingMessage } from 'node:http'
import { SessionError } from '../../../src/errors.ts'
import type { Program } from '../program.ts'
import { type CallbackStore, type Done, inPlaceOf, type Variant, variant } from '../variants.ts'

type Data = Record<string, unknown>

interface Load {
  readonly at: number
  readonly data: Data
  readonly isStored: boolean
}

/** What happened to the sessions of one store, in counts of writes, and when each request loaded its own. */
export class SessionHistory {
  readonly #loads = new WeakMap<object, Load>()
  readonly #written = new Map<string, number>()
  readonly #destroyed = new Map<string, number>()
  #now = 0

  load(request: object, data: Data, isStored = true): void {
    this.#loads.set(request, { at: this.#now, data: structuredClone(data), isStored })
  }

  write(sid: string): void {
    this.#written.set(sid, ++this.#now)
  }

  destroy(sid: string): void {
    this.#destroyed.set(sid, ++this.#now)
  }

  /** What the request found in the store. */
  loaded(request: object): Data {
    return this.#loads.get(request)?.data ?? {}
  }

  isStored(request: object): boolean {
    return this.#loads.get(request)?.isStored ?? false
  }

  isWrittenSince(request: object, sid: string): boolean {
    return (this.#written.get(sid) ?? 0) > this.#loadedAt(request)
  }

  isDestroyedSince(request: object, sid: string): boolean {
    return (this.#destroyed.get(sid) ?? 0) > this.#loadedAt(request)
  }

  #loadedAt(request: object): number {
    return this.#loads.get(request)?.at ?? this.#now
  }
}

/** What the app is told where the drop-in does not bring a session back. */
export function gone(): SessionError {
  return new SessionError('session-gone', 'the session ended.')
}

export interface SessionOf extends Data {
  readonly req: IncomingMessage
}

export interface HistoricStore extends CallbackStore {
  createSession(request: object, session: Data): Data
  generate(request: { session?: Data }): void
}

/** Whether two requests run at the same time. */
export function hasParallelRequests({ requests }: Program): boolean {
  return requests.some(({ actions }) => actions.some((action) => action.do === 'meanwhile'))
}

/** Changes the store of an express-session that knows what other requests did to a session. */
export function withHistory(
  change: (store: CallbackStore, history: SessionHistory) => Partial<CallbackStore>,
): Variant {
  const known = new WeakMap<object, SessionHistory>()
  return variant((module, options) => {
    const store = (options.store ?? new module.MemoryStore()) as HistoricStore
    const history = known.get(store)
    const middleware = module({ ...options, store })
    if (history === undefined) {
      const made = new SessionHistory()
      known.set(store, made)
      watch(store, made)
      Object.assign(store, change(bind(store), made))
    }
    // Each start of an app puts its own in place.
    watchGenerate(store, known.get(store) ?? new SessionHistory())
    return middleware
  })
}

/** Its methods as they are now. */
function bind(store: CallbackStore): CallbackStore {
  return {
    get: store.get.bind(store),
    set: store.set.bind(store),
    touch: store.touch?.bind(store),
    destroy: store.destroy.bind(store),
  }
}

function watch(store: HistoricStore, history: SessionHistory): void {
  const { set, destroy } = bind(store)
  const createSession = store.createSession.bind(store)
  Object.assign(store, {
    createSession(request: object, session: Data) {
      const { cookie: _, ...data } = JSON.parse(JSON.stringify(session))
      const created = createSession(request, session)
      history.load(request, data)
      return created
    },
    set(sid: string, session: SessionOf, done: Done) {
      history.write(sid)
      const { cookie: _, ...data } = JSON.parse(JSON.stringify(session))
      const goOn: Done = (error) => {
        if (session.req && !error) history.load(session.req, data)
        done(error)
      }
      set(sid, session, inPlaceOf(done, goOn))
    },
    destroy(sid: string, done: Done) {
      history.destroy(sid)
      destroy(sid, done)
    },
  })
}

function watchGenerate(store: HistoricStore, history: SessionHistory): void {
  const generate = store.generate.bind(store)
  store.generate = (request) => {
    generate(request)
    history.load(request, {}, false)
  }
}
