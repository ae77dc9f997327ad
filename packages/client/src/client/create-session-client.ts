import { announcementHeader } from '@sojourn/contract'
import { maxDelay, systemClock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import { SessionClientError, type SessionClientErrorCode } from '../errors.ts'
import { toSessionClientError } from '../http/fault.ts'
import { parseView } from '../http/parse.ts'
import { createSend } from '../http/send.ts'
import { below, endpointUrl } from '../http/url.ts'
import { createRedirect } from '../redirect/index.ts'
import { endings } from '../redirect/policy.ts'
import type { SessionState } from '../state/state.ts'
import { announcementOf, createTick } from '../time/countdown.ts'
import { createEngine } from './engine.ts'
import type {
  ObservedResponse,
  RequestOptions,
  SessionClient,
  SessionClientOptions,
  ViewData,
} from './session-client.ts'

/** The key in ky's `context` for the time of the request: ky passes other request objects with each retry. */
const sentAtKey = 'sojournSentAt'

/**
 * Creates a client for the server's session endpoints. It does nothing until a listener is added or a method is called.
 *
 * @typeParam App - The type of the server's sessions, which gives `data` its type.
 * @example
 * import type { AppSessions } from '../server/sessions'
 * export const session = createSessionClient<AppSessions>()
 */
export function createSessionClient<App = unknown, Data = ViewData<App>>(
  options: SessionClientOptions<Data> = {},
): SessionClient<Data> {
  const { clock = systemClock, data } = options
  // Contrary to its type, there is no document on a server, in a worker, or in React Native's `window`.
  const env: Env = options.env ?? (globalThis.document && globalThis.window)
  // An absolute URL, for the name of the channel that tabs share, and for jsdom, whose `fetch` takes no path.
  const url = env && endpointUrl(options.url || '/session', env.document.baseURI)
  const disposal = new AbortController()
  const { signal: disposed } = disposal
  const engine = createEngine<Data>({
    ...options,
    send: createSend(url, options, disposed),
    clock,
    env,
    url: env && below(url, ''),
    signal: disposed,
  })
  const { request: exchange, known, now, on } = engine
  const get = (): SessionState<Data> => known.state
  const remaining = (): number => Math.max(0, known.bounds[1] - now())
  const redirect = createRedirect({ ...options.redirect, clock, settle: engine.settle })

  /** Resolves with the state after `run`, unless the caller aborts. Without a page nothing is done. */
  function after(
    run: (over: AbortSignal) => Promise<void>,
    { signal, timeout = 0 }: RequestOptions = {},
  ): Promise<SessionState<Data>> {
    return new Promise((resolve, reject) => {
      const over = new AbortController()
      const giveUp = (code: SessionClientErrorCode, cause: unknown): void => {
        reject(new SessionClientError(code, cause))
        over.abort()
      }
      const abort = (): void => giveUp('aborted', signal?.reason)
      if (!env) return resolve(get())
      if (!(timeout >= 0)) throw new Error(`check timeout: ${timeout}`)
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort, over)
      if (timeout)
        over.signal.addEventListener(
          'abort',
          clock.after(Math.min(timeout, maxDelay), () => giveUp('timeout', get().error)),
        )
      run(over.signal)
        .then(() => resolve(get()), reject)
        .finally(() => over.abort())
    })
  }
  function ready(request?: RequestOptions): Promise<SessionState<Data>> {
    return after(async (over) => {
      const isCurrent = known.isRunning || engine.isFresh()
      let release = (): void => {}
      const isKnown = new Promise<unknown>((resolve) => {
        release = on('state', () => get().status !== 'unknown' && resolve(0))
        over.addEventListener('abort', resolve)
        disposed.addEventListener('abort', resolve, { signal: over })
      })
      // A paused client has missed what happened since.
      if (!isCurrent) await exchange('get', 'call').catch(() => {})
      if (get().status === 'unknown' && !disposed.aborted) await isKnown
      release()
    }, request)
  }
  async function signedIn(): Promise<void> {
    engine.announceSignIn()
    await exchange('get', 'call')
    const state = get()
    if (state.status !== 'none') return
    const error = new SessionClientError('cookie-not-kept')
    engine.learn({ state: { ...state, error } })
    throw error
  }
  function apply(view: unknown, age = 0): void {
    if (!env) return
    try {
      engine.apply(parseView(view, data), age)
    } catch (error) {
      engine.fail(toSessionClientError(error))
    }
  }
  /** Reads what a response to the app says about the session. */
  function onResponse({ status, headers }: ObservedResponse, sentAt = NaN): void {
    const { get } = Object(headers)
    const found = typeof get === 'function' ? get.call(headers, announcementHeader) : undefined
    const said = found ?? (status === 401 ? 'none' : '')
    const [says, id, maxAge] = `${said}`.split(/; *(?:id=|max-age=)?/)
    if (env && says) engine.onAnnouncement(says, id, Number(maxAge), sentAt)
  }
  function dispose(): void {
    disposal.abort()
    engine.clear()
  }

  return {
    getSnapshot: get,
    subscribe: (listener) => on('state', listener),
    on,
    countdown: {
      subscribe(listener, countdownOptions) {
        const tick = createTick(listener, countdownOptions)
        const stop = on('tick', (sooner) => tick(remaining(), sooner))
        tick(remaining())
        // The next tick may be due before any other timer.
        engine.update()
        return stop
      },
      announcement: (text) => announcementOf(remaining(), text),
    },
    refresh: (request) => after(() => exchange('get', 'call'), request),
    touch: (request) => after(() => exchange('post', 'call'), request),
    end: (request) => after(() => exchange('delete', 'call'), request),
    ready,
    signedIn: (request) => after(signedIn, request),
    async require({
      target = (options.redirect?.router?.base ?? '').replace(/\/*$/, '/login'),
      returnTo = true,
      ...request
    } = {}) {
      const state = await ready(request)
      // After `cookie-not-kept` another sign-in would fail in the same way.
      if (state.status === 'none' && state.error?.code !== 'cookie-not-kept') {
        const { reason } = state
        // The sign-in page may be another document, so it is told why the session ended.
        engine.leave(reason)
        await redirect(target, {
          reason: known.hasEnded && endings.includes(reason) ? reason : 'guard',
          returnTo: reason !== 'signed-out' && returnTo,
        })
      }
      return state
    },
    apply,
    async fetch(input, init) {
      const sentAt = now()
      const response = await (options.fetch ?? globalThis.fetch)(input, init)
      onResponse(response, sentAt)
      return response
    },
    kyHooks: {
      init: [
        (request) => {
          request.context = { ...request.context, [sentAtKey]: now() }
        },
      ],
      afterResponse: [
        ({ response, options: { context } }) => onResponse(response, Number(context[sentAtKey])),
      ],
    },
    observe: (response, age = 0) => onResponse(response, now() - Math.max(0, age)),
    onCover: (listener) => on('cover', listener),
    activity: { report: () => engine.update(true), pause: () => on('pause', () => {}) },
    redirect,
    returnTo: redirect.returnTo,
    keepAlive: (policy) => on(policy?.while ?? 'active', () => {}),
    dispose,
    [Symbol.dispose]: dispose,
  }
}
