import { touchDueAt } from '../activity/due.ts'
import { keepAlive } from '../activity/keep-alive.ts'
import { systemClock } from '../clock.ts'
import { browserEnv } from '../env/env.ts'
import { SessionClientError } from '../errors.ts'
import { createParse } from '../http/parse.ts'
import { retry } from '../http/retry.ts'
import { createSend } from '../http/send.ts'
import { createRedirect } from '../redirect/index.ts'
import type { SessionState } from '../state/state.ts'
import { createStateStore } from '../state/store.ts'
import { createEngine } from './engine.ts'
import type { RequestOptions, SessionClient, SessionClientOptions, ViewData } from './session-client.ts'

const cookieNotKept =
  'The server sees no session after the sign-in: check SameSite, Secure and third-party cookie blocking'

/**
 * Makes a client of the server's session endpoints. It does nothing until somebody listens or asks.
 * `App` is the type of the server's sessions, for the type of `data`.
 */
export function createSessionClient<App = unknown, Data = ViewData<App>>(
  options: SessionClientOptions<Data> = {},
): SessionClient<Data> {
  const { url = '/session', warnBefore = 120_000, clock = systemClock, env = browserEnv() } = options
  const disposal = new AbortController()
  const store = createStateStore<Data>()
  const parse = createParse(options.data)
  const send = createSend({ url, clock, fetch: options.fetch, parse, signal: disposal.signal })
  const engine = createEngine({ url, warnBefore, clock, env, store, send })
  const { countdown, exchange } = engine
  const redirect = createRedirect({ ...options.redirect, clock, settle })
  const holds = new Set<() => void>()
  let rest: (() => void) | undefined
  let ending: Promise<void> | undefined

  /** Keeps the client awake until the returned stop is called, which calls `stop` too. */
  function hold(stop: () => void): () => void {
    const release = (): void => {
      if (!holds.delete(release)) return
      stop()
      if (!holds.size) rest?.()
    }
    holds.add(release)
    if (disposal.signal.aborted) release()
    else if (holds.size === 1) rest = env && engine.start()
    return release
  }
  /** The state after what `run` does, unless the caller gives up. Without a page nothing is done. */
  function after(run: () => Promise<unknown>, { signal }: RequestOptions = {}): Promise<SessionState<Data>> {
    return new Promise((resolve, reject) => {
      const abort = (): void =>
        reject(new SessionClientError('aborted', 'The caller gave up', signal?.reason))
      if (!env) return resolve(store.get())
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort)
      run().then(() => resolve(store.get()), reject)
    })
  }
  const subscribe = (listener: () => void): (() => void) => hold(store.subscribe(listener))

  function ready(request?: RequestOptions): Promise<SessionState<Data>> {
    return after(
      () =>
        new Promise((resolve) => {
          const check = (): void => {
            if (store.get().status !== 'unknown') release()
          }
          const stop = store.subscribe(check)
          const release = hold(() => {
            stop()
            resolve(undefined)
          })
          request?.signal?.addEventListener('abort', release)
          check()
        }),
      request,
    )
  }
  async function settle(): Promise<void> {
    await Promise.allSettled([ending])
  }
  async function end(): Promise<void> {
    try {
      await retry(() => exchange('delete'), clock, disposal.signal)
    } finally {
      ending = undefined
    }
  }
  async function signedIn(): Promise<void> {
    engine.renew()
    await exchange('get')
    const state = store.get()
    if (state.status !== 'none') return
    const error = new SessionClientError('cookie-not-kept', cookieNotKept)
    store.set({ ...state, error })
    throw error
  }
  function dispose(): void {
    disposal.abort()
    for (const release of holds) release()
  }

  return {
    getSnapshot: store.get,
    subscribe,
    on: (type, listener) => hold(store.on(type, listener)),
    countdown: { subscribe: (listener) => hold(countdown.subscribe(listener)) },
    refresh: (request) => after(() => exchange('get'), request),
    touch: (request) => after(() => exchange('post'), request),
    end: (request) => after(() => (ending ??= end()), request),
    ready,
    signedIn: (request) => after(signedIn, request),
    apply(view) {
      const now = clock.now()
      // It was sent at some time before now; a second is what bounds allow for.
      engine.apply({ view: parse(view), sentAt: now - 1000, receivedAt: now })
      return store.get()
    },
    async require({ target = '/login', returnTo = true, signal } = {}) {
      const state = await ready({ signal })
      // A sign-in page would sign in again, in vain.
      if (state.status === 'none' && state.error?.code !== 'cookie-not-kept')
        await redirect(target, { reason: 'guard', returnTo })
      return state
    },
    redirect,
    keepAlive(policy) {
      if (!env) return () => {}
      const isAlways = policy?.while === 'open'
      const dueAt = (): number | undefined => touchDueAt(store.get(), engine.bounds(), isAlways)
      const touch = (): Promise<void> => exchange('post')
      return hold(keepAlive({ clock, env, isAlways, dueAt, touch, subscribe: store.subscribe }))
    },
    dispose,
    [Symbol.dispose]: dispose,
  }
}
