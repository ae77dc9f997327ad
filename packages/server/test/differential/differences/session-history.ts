import type { IncomingMessage } from 'node:http'
import { SessionError } from '../../../src/errors.ts'
import { type CallbackStore, type Done, inPlaceOf, type Variant, variant } from '../variants.ts'

export type Data = Record<string, unknown>

/** What a request knows of its session, and since when. */
interface Knowledge {
  readonly at: number
  readonly isStored: boolean
  /** The data that it has loaded or written itself. */
  readonly seen: Data
  /** What the store has, where that is more than the request has seen. */
  readonly unseen?: Data
}

/** What happened to the sessions of one store, in counts of writes, and what each request knows of its own. */
export class SessionHistory {
  readonly #known = new WeakMap<object, Knowledge>()
  readonly #written = new Map<string, number>()
  readonly #destroyed = new Map<string, number>()
  #now = 0

  get now(): number {
    return this.#now
  }

  load(request: object, seen: Data, { isStored = true, at = this.#now } = {}): void {
    this.#known.set(request, { at, seen, isStored })
  }

  /** Notes that the store has more than the request has seen. */
  remember(request: object, seen: Data, unseen: Data): void {
    this.#known.set(request, { at: this.#now, isStored: true, seen, unseen })
  }

  write(sid: string): void {
    this.#written.set(sid, ++this.#now)
  }

  /** Answers what takes it back: a destroy that failed counts as a write. */
  destroy(sid: string): () => void {
    const before = this.#destroyed.get(sid) ?? 0
    const began = ++this.#now
    this.#destroyed.set(sid, began)
    return () => {
      if (this.#destroyed.get(sid) === began) this.#destroyed.set(sid, before)
      this.write(sid)
    }
  }

  seen(request: object): Data {
    return this.#known.get(request)?.seen ?? {}
  }

  unseen(request: object): Data | undefined {
    return this.#known.get(request)?.unseen
  }

  isStored(request: object): boolean {
    return this.#known.get(request)?.isStored ?? false
  }

  isWrittenSince(request: object, sid: string): boolean {
    return (this.#written.get(sid) ?? 0) > this.#knownSince(request)
  }

  isDestroyedSince(request: object, sid: string): boolean {
    return (this.#destroyed.get(sid) ?? 0) > this.#knownSince(request)
  }

  #knownSince(request: object): number {
    return this.#known.get(request)?.at ?? this.#now
  }
}

/** What the app is told where the drop-in does not bring a session back. */
export function gone(): SessionError {
  return new SessionError('session-gone', 'the session ended.')
}

/** The data of a session as they are now, without its cookie. */
export function dataOf(session: unknown): Data {
  const { cookie: _, ...data } = JSON.parse(JSON.stringify(session))
  return data
}

export interface SessionOf extends Data {
  readonly req: IncomingMessage
}

export interface HistoricStore extends CallbackStore {
  createSession(request: object, session: Data): Data
  generate(request: { session?: Data }): void
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
      const data = dataOf(session)
      const created = createSession(request, session)
      history.load(request, data)
      return created
    },
    set(sid: string, session: SessionOf, done: Done) {
      history.write(sid)
      const data = dataOf(session)
      const at = history.now
      const goOn: Done = (error) => {
        if (session.req && !error) history.load(session.req, data, { at })
        done(error)
      }
      set(sid, session, inPlaceOf(done, goOn))
    },
    destroy(sid: string, done: Done = () => {}) {
      const takeBack = history.destroy(sid)
      const goOn: Done = (error) => {
        if (error) takeBack()
        done(error)
      }
      destroy(sid, inPlaceOf(done, goOn))
    },
  })
}

function watchGenerate(store: HistoricStore, history: SessionHistory): void {
  const generate = store.generate.bind(store)
  store.generate = (request) => {
    generate(request)
    history.load(request, {}, { isStored: false })
  }
}
