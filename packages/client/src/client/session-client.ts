import type { AfterResponseHook, InitHook } from 'ky'
import type { KeepAlivePolicy } from '../activity/due.ts'
import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import type { DataSchema } from '../http/parse.ts'
import type { Redirect, RedirectOptions } from '../redirect/index.ts'
import type { SessionEvents } from '../state/events.ts'
import type { SessionState } from '../state/state.ts'
import type { Countdown } from '../time/countdown.ts'

/** The type of `data` that a server's sessions expose: `ViewData<typeof sessions>`. */
export type ViewData<App> = App extends { readonly '~view'?: infer View } ? View : unknown

/** Options of `createSessionClient`. Durations are milliseconds. */
export interface SessionClientOptions<Data = unknown> {
  /** Where the server's session endpoints are mounted: an `http(s)` URL or a path of the page's origin. Default `/session`. */
  readonly url?: string | undefined
  /** A Standard Schema that parses `data`. Data that do not fit are the error `bad-answer`. */
  readonly data?: DataSchema<Data> | undefined
  /** How long before the session ends the phase becomes `expiring`, in milliseconds, but at most a third of the session. Default 120,000. */
  readonly warnBefore?: number | undefined
  /** What to do if the server has not answered 30 s after the session should have ended: keep the state (default), or `hide` it: it becomes `unknown`. */
  readonly overdue?: 'keep' | 'hide' | undefined
  /** Options of `redirect`: the history policy, the router and the allowed origins. */
  readonly redirect?: Omit<RedirectOptions, 'clock' | 'settle'> | undefined
  /** Sends the requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /** The source of time. For tests. */
  readonly clock?: Clock
  /** The page. For tests. Default: `window`. Without a window and document the client stays `unknown` and sends nothing. */
  readonly env?: Env
}

/** Options of the methods that ask the server. */
export interface RequestOptions {
  /** Stops waiting: the promise rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds to wait before the promise rejects with `timeout`. Default 0: no limit, also during outages. */
  readonly timeout?: number | undefined
}

/** The parts of a response that `observe` reads, from `fetch`, axios or a wrapper of `XMLHttpRequest`. */
export interface ObservedResponse {
  readonly status: number
  /** An object with a method `get` that returns the value of a header. Without the method only the status is used. */
  readonly headers: { get(name: string): unknown } | object
}

/** Options of `require`. */
export interface RequireOptions extends RequestOptions {
  /** The sign-in page. Default: `/login` below the `base` of the router. */
  readonly target?: string | undefined
  /**
   * Whether the sign-in page gets this page as the parameter `returnTo`, or a path to get instead: a loader runs before the
   * page changes. `{ hash: true }` includes the hash. After a sign-out no parameter is added. Default true.
   */
  readonly returnTo?: boolean | string | { readonly hash: boolean } | undefined
}

/** Options of `keepAlive`. */
export interface KeepAliveOptions {
  /** When to touch the session: after input of the user (`active`), or as long as the page is open (`open`). */
  readonly while: KeepAlivePolicy
}

/** Controls the activity of the user that `keepAlive` sees. */
export interface Activity {
  /** Reports activity that the client cannot see, such as a playing video or input in a frame. */
  report(): void
  /** Stops activity from renewing the session. Returns a function that ends the pause. */
  pause(): () => void
}

/** Hooks for `ky.extend({ hooks })`. */
export interface KyHooks {
  readonly init: InitHook[]
  readonly afterResponse: AfterResponseHook[]
}

/**
 * The session as the browser knows it. Methods that ask the server resolve with the state after its answer; "no session"
 * (`none`) is an answer too. A failed request never ends the session.
 *
 * @throws {SessionClientError} Methods that ask the server reject with nothing else: see `SessionClientErrorCode`.
 */
export interface SessionClient<Data = unknown> extends Disposable {
  /** Returns the state: the same object until something in it changes. */
  getSnapshot(): SessionState<Data>
  /**
   * Calls `listener` after each change of the state. The client starts with its first listener of any kind, and pauses when the
   * last one is removed.
   *
   * @returns A function that removes the listener.
   */
  subscribe(listener: () => void): () => void
  /** Calls `listener` at each event of the type, before subscribers of the state. Returns a function that removes it. */
  on<Type extends keyof SessionEvents>(
    type: Type,
    listener: (event: SessionEvents<Data>[Type]) => void,
  ): () => void
  /** The time until the session ends unless it is extended, second by second. */
  readonly countdown: Countdown
  /** Asks the server for the state, without touching the session. Joins such a request that is under way. */
  refresh(options?: RequestOptions): Promise<SessionState<Data>>
  /** Resolves with the first state that is not `unknown`, and waits through outages. Resolves with `unknown` without a window or after `dispose`. */
  ready(options?: RequestOptions): Promise<SessionState<Data>>
  /**
   * For loaders and routers: waits as `ready()` does and, if there is no session, redirects to the sign-in page. The reason is
   * `guard`, or why the session ended if this document showed it. After `cookie-not-kept` it does not redirect again. Go on only
   * if the resolved state is `active`.
   *
   * @throws {UnsafeRedirectError} Rejects with `redirect-loop` if the sign-in page itself redirects back, again and again; with
   * `unsafe-redirect` if the target is unsafe.
   * @example
   * const { status } = await session.require()
   * if (status !== 'active') return
   */
  require(options?: RequireOptions): Promise<SessionState<Data>>
  /** Leaves for another page, after a `touch` or `end` that is under way. Resolves with `false` if the page stayed. */
  readonly redirect: Redirect
  /**
   * Call it after the app's own sign-in request: it drops older responses, asks the server again and tells the other tabs.
   *
   * @throws {SessionClientError} Rejects with `cookie-not-kept` if the server then sees no session.
   */
  signedIn(options?: RequestOptions): Promise<SessionState<Data>>
  /** Renews the idle timeout. Joins a touch that is under way. */
  touch(options?: RequestOptions): Promise<SessionState<Data>>
  /** Ends the session in all tabs. Tries three times; if the server does not answer, it rejects and the state does not change. */
  end(options?: RequestOptions): Promise<SessionState<Data>>
  /**
   * Takes over a view that the app got in a response of its own or in a page that the server rendered. It never throws: a wrong
   * view sets the `error` of the state.
   *
   * @param age - Milliseconds since the view was requested, by default 0. Measure them with `Date.now`: `performance.now` does
   * not count sleep.
   */
  apply(view: unknown, age?: number): void
  /**
   * A `fetch` for the app's own requests. If the response is a 401, or its `Sojourn-Session` header contradicts the state, the
   * client asks the server, once at a time; a header with `active` extends the countdown. The app gets the response unchanged,
   * and no request is sent twice.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /**
   * Does the same as `session.fetch` for other HTTP clients: reads what a response to the app says about the session.
   *
   * @param age - Milliseconds since the request was sent, by default 0. Without it the countdown may end late by the time that
   * the response took.
   */
  observe(response: ObservedResponse, age?: number): void
  /** Does the same as `session.fetch` for ky: `ky.extend({ hooks: session.kyHooks })`. */
  readonly kyHooks: KyHooks
  /**
   * For content that must not be seen before the server has confirmed the session. `listener` gets `true` when the back/forward
   * cache restores the page with a session, and `false` when the server has answered. If the session has ended, the event
   * `ended` comes before that: leave the page there, or clear it. Returns a function that removes the listener.
   */
  onCover(listener: (isCovered: boolean) => void): () => void
  readonly activity: Activity
  /** Leaves for the page in the URL's parameter `returnTo` if that is safe, otherwise for `fallback`. */
  readonly returnTo: Redirect['returnTo']
  /** Touches the session automatically, until the returned function is called. Errors are only in the state. Default `{ while: 'active' }`. */
  keepAlive(options?: KeepAliveOptions): () => void
  /** Stops all timers, listeners, channels and requests. The client cannot be used afterwards. */
  dispose(): void
}
