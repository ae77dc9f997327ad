import { systemClock } from '../clock.ts'
import { SessionClientError } from '../errors.ts'
import { createSend } from '../http/send.ts'
import { createRedirect } from '../redirect/index.ts'
import { createListeners } from '../state/listeners.ts'
import type { SessionState } from '../state/state.ts'
import { createStateStore } from '../state/store.ts'
import { createEngine, type EngineEvents } from './engine.ts'
import type { RequestOptions, SessionClient, SessionClientOptions, ViewData } from './session-client.ts'

/**
 * Makes a client of the server's session endpoints. It does nothing until somebody listens or asks.
 * `App` is the type of the server's sessions, for the type of `data`.
 */
export function createSessionClient<App = unknown, Data = ViewData<App>>(
  options: SessionClientOptions<Data> = {},
): SessionClient<Data> {
  // Whatever its type says, a server has no window.
  const { url = '/session', warnBefore = 120_000, clock = systemClock, env = globalThis.window } = options
  const disposal = new AbortController()
  const { signal: disposed } = disposal
  const listeners = createListeners<EngineEvents<Data>>(
    () => env && !disposed.aborted && engine.start(),
    () => engine.stop(),
  )
  const { on } = listeners
  const store = createStateStore<Data>(listeners)
  const send = createSend(url, options, clock, disposed)
  const engine = createEngine(send, store, listeners, clock, env, url, warnBefore)
  const redirect = createRedirect({ ...options.redirect, clock, settle: engine.settle })

  /** The state after what `run` does, unless the caller gives up. Without a page nothing is done. */
  function after(run: () => Promise<void>, { signal }: RequestOptions = {}): Promise<SessionState<Data>> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(new SessionClientError('aborted', signal?.reason))
      if (!env) return resolve(store.get())
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort)
      run().then(() => resolve(store.get()), reject)
    })
  }
  function ready(request?: RequestOptions): Promise<SessionState<Data>> {
    const run = (): Promise<void> =>
      new Promise((resolve) => {
        if (store.get().status !== 'unknown' || disposed.aborted) return resolve()
        const stop = on('state', () => {
          if (store.get().status === 'unknown') return
          stop()
          resolve()
        })
        disposed.addEventListener('abort', () => resolve())
      })
    return after(run, request)
  }
  async function signedIn(): Promise<void> {
    engine.renew()
    await engine.exchange('get')
    const state = store.get()
    if (state.status !== 'none') return
    const error = new SessionClientError('cookie-not-kept')
    store.set({ ...state, error })
    throw error
  }
  function dispose(): void {
    disposal.abort()
    listeners.clear()
  }

  return {
    getSnapshot: store.get,
    subscribe: (listener) => on('state', listener),
    on,
    countdown: {
      subscribe(listener) {
        let shown = -1
        const tick = (): void => {
          const remaining = engine.remaining()
          if (remaining === shown) return
          shown = remaining
          listener({ remaining })
        }
        tick()
        return on('tick', tick)
      },
    },
    refresh: (request) => after(() => engine.exchange('get'), request),
    touch: (request) => after(() => engine.exchange('post'), request),
    end: (request) => after(() => engine.exchange('delete'), request),
    ready,
    signedIn: (request) => after(signedIn, request),
    async require({ target = '/login', returnTo = true, signal } = {}) {
      const state = await ready({ signal })
      // A sign-in page would sign in again, in vain.
      if (state.status === 'none' && state.error?.code !== 'cookie-not-kept')
        await redirect(target, { reason: 'guard', returnTo })
      return state
    },
    redirect,
    keepAlive: (policy) => on(policy?.while ?? 'active', () => {}),
    dispose,
    [Symbol.dispose]: dispose,
  }
}
