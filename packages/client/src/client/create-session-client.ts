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
    () => env && !disposed.aborted && start(),
    () => stop(),
  )
  const { on } = listeners
  const store = createStateStore<Data>(listeners)
  const { get, set } = store
  const send = createSend(url, options, clock, disposed)
  const { exchange, renew, settle, remaining, start, stop } = createEngine(
    send,
    store,
    listeners,
    clock,
    env,
    url,
    warnBefore,
  )
  const redirect = createRedirect({ ...options.redirect, clock, settle })

  /** The state after what `run` does, unless the caller gives up. Without a page nothing is done. */
  function after(run: () => Promise<void>, { signal }: RequestOptions = {}): Promise<SessionState<Data>> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(new SessionClientError('aborted', signal?.reason))
      if (!env) return resolve(get())
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort)
      run().then(() => resolve(get()), reject)
    })
  }
  function ready(request?: RequestOptions): Promise<SessionState<Data>> {
    const run = (): Promise<void> =>
      new Promise((resolve) => {
        if (get().status !== 'unknown' || disposed.aborted) return resolve()
        const release = on('state', () => {
          if (get().status === 'unknown') return
          release()
          resolve()
        })
        disposed.addEventListener('abort', () => resolve())
      })
    return after(run, request)
  }
  async function signedIn(): Promise<void> {
    renew()
    await exchange('get')
    const state = get()
    if (state.status !== 'none') return
    const error = new SessionClientError('cookie-not-kept')
    set({ ...state, error })
    throw error
  }
  function dispose(): void {
    disposal.abort()
    listeners.clear()
  }

  return {
    getSnapshot: get,
    subscribe: (listener) => on('state', listener),
    on,
    countdown: {
      subscribe(listener) {
        let shown: number | undefined
        const tick = (): void => {
          const before = shown
          shown = remaining()
          if (shown !== before) listener({ remaining: shown })
        }
        tick()
        return on('tick', tick)
      },
    },
    refresh: (request) => after(() => exchange('get'), request),
    touch: (request) => after(() => exchange('post'), request),
    end: (request) => after(() => exchange('delete'), request),
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
