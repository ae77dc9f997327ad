import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Middleware, Next } from '../../src/adapters/express.ts'
import type { SessionModule } from './session-module.ts'

/** Makes a module that does something in another way, by putting something around it. */
export type Variant = (module: SessionModule) => SessionModule

type Options = Readonly<Record<string, unknown>>

/** Another way to make the middleware; the classes stay. */
export function variant(create: (module: SessionModule, options: Options) => Middleware): Variant {
  return (module) => {
    const { Store, MemoryStore } = module
    return Object.assign((options: object) => create(module, { ...options }), { Store, MemoryStore })
  }
}

export function withOptions(change: (options: Options) => Options): Variant {
  return variant((module, options) => module(change(options)))
}

/** Something between the middleware and what comes after it. */
export function withAfter(
  after: (request: IncomingMessage, response: ServerResponse, options: Options) => void,
): Variant {
  return variant((module, options) => {
    const middleware = module(options)
    return (request, response, next) => {
      const then: Next = (error) => {
        after(request, response, options)
        next(error)
      }
      middleware(request, response, then)
    }
  })
}

export type Done = (error?: unknown, session?: unknown) => void

export interface CallbackStore {
  get(sid: string, done: Done): void
  set(sid: string, session: Record<string, unknown>, done: Done): void
  touch(sid: string, session: unknown, done: Done): void
  destroy(sid: string, done: Done): void
}

/** Changes the methods of the store. */
export function withStore(change: (store: CallbackStore) => CallbackStore): Variant {
  return variant((module, options) => {
    const store = (options.store ?? new module.MemoryStore()) as MaybeTouched
    const middleware = module({ ...options, store })
    const { touch = noTouch } = store
    const changed = change({
      get: store.get.bind(store),
      set: store.set.bind(store),
      touch: touch.bind(store),
      destroy: store.destroy.bind(store),
    })
    if (touch === noTouch) Reflect.deleteProperty(changed, 'touch')
    Object.assign(store, changed)
    return middleware
  })
}

type MaybeTouched = Omit<CallbackStore, 'touch'> & Partial<CallbackStore>

/** A callback in place of another: express-session's own are told by their name. */
export function inPlaceOf(done: Done, callback: Done): Done {
  return Object.defineProperty(callback, 'name', { value: done.name })
}

export function withCookie(change: (cookie: Record<string, unknown>) => Record<string, unknown>): Variant {
  return withOptions((options) => {
    const { cookie } = options
    const changed =
      typeof cookie === 'function'
        ? (...given: readonly unknown[]) => change(cookie(...given))
        : change({ ...(cookie as object) })
    return { ...options, cookie: changed }
  })
}

/** Stands for the method that a store may lack. */
const noTouch: CallbackStore['touch'] = (_sid, _session, done) => done()
