import type { AfterResponseHook, InitHook } from 'ky'
import type { KeepAlivePolicy } from '../activity/due.ts'
import type { Clock } from '../clock.ts'
import type { Env } from '../env/env.ts'
import type { DataSchema } from '../http/parse.ts'
import type { Redirect, RedirectOptions } from '../redirect/index.ts'
import type { SessionEvents } from '../state/events.ts'
import type { SessionState } from '../state/state.ts'
import type { Countdown } from '../time/countdown.ts'

/** The type of `data` in the views of a server's sessions: `ViewData<typeof sessions>`. */
export type ViewData<App> = App extends { readonly '~view'?: infer View } ? View : unknown

export interface SessionClientOptions<Data = unknown> {
  /** Where the server's session endpoints are mounted: an `http(s)` URL, or a path of the page's. Default `/session`. */
  readonly url?: string | undefined
  /** Parses `data` with any Standard Schema; what does not fit is a `bad-answer`. */
  readonly data?: DataSchema<Data> | undefined
  /** Milliseconds before the end at which the phase becomes `expiring`, at most a third of the stay. Default two minutes. */
  readonly warnBefore?: number | undefined
  /** What happens to `data` when a verdict is 30 s overdue: `hide` makes the state `unknown`. Default `keep`. */
  readonly overdue?: 'keep' | 'hide' | undefined
  /** The history policy, the router and the further origins of `redirect`. */
  readonly redirect?: Omit<RedirectOptions, 'clock' | 'settle'> | undefined
  /** Sends the requests in place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /** Time, for tests. */
  readonly clock?: Clock
  /** The page, for tests. Default `window`; without one and its document the client stays `unknown` and sends nothing. */
  readonly env?: Env
}

export interface RequestOptions {
  /** Gives up waiting: the promise rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** Gives up waiting after so many milliseconds: the promise rejects with `timeout`. Default 0: waits through outages. */
  readonly timeout?: number | undefined
}

/** What is read of a response, whatever made it: `fetch`, axios, or a few lines around `XMLHttpRequest`. */
export interface ObservedResponse {
  readonly status: number
  /** What has a method `get` for the value of a header by its name; without one only the status tells. */
  readonly headers: { get(name: string): unknown } | object
}

export interface RequireOptions extends RequestOptions {
  /** Where to sign in. Default: `/login` below the `base` of the router. */
  readonly target?: string | undefined
  /**
   * Whether to tell the target to come back to this page (`{ hash: true }`: with its hash), or to which: a loader runs before
   * the page is left. After a sign-out the target is told nothing. Default true.
   */
  readonly returnTo?: boolean | string | { readonly hash: boolean } | undefined
}

export interface KeepAliveOptions {
  /** `active`: touches follow the user's input. `open`: as long as the page is open, whatever the user does. */
  readonly while: KeepAlivePolicy
}

/** What a person does, for `keepAlive`. */
export interface Activity {
  /** Counts as input that the client cannot see: a video that plays, a form in a frame. */
  report(): void
  /** Keeps activity from renewing the stay; returns the end of that. */
  pause(): () => void
}

/** Hooks for `ky.extend({ hooks })`. */
export interface KyHooks {
  readonly init: InitHook[]
  readonly afterResponse: AfterResponseHook[]
}

/**
 * The session as the browser knows it. Methods that ask the server resolve with the state after its verdict (`none` is
 * one) and reject with `SessionClientError` alone; a failure never ends a session.
 */
export interface SessionClient<Data = unknown> extends Disposable {
  /** The state now; the same object until something in it changes. */
  getSnapshot(): SessionState<Data>
  /** Calls `listener` after each change of the state. The first listener of any kind starts the client, the last stop rests it. */
  subscribe(listener: () => void): () => void
  /** Calls `listener` at each such event, before subscribers. */
  on<Type extends keyof SessionEvents>(
    type: Type,
    listener: (event: SessionEvents<Data>[Type]) => void,
  ): () => void
  /** Whole seconds until the stay ends if nobody extends it. */
  readonly countdown: Countdown
  /** Asks the server, without touching the session. Joins a question under way. */
  refresh(options?: RequestOptions): Promise<SessionState<Data>>
  /** The first state that is not `unknown`; waits through outages. `unknown` without a window, or once disposed. */
  ready(options?: RequestOptions): Promise<SessionState<Data>>
  /**
   * For loaders and routers: `ready()`, and where there is no session a redirect to the sign-in page, with the reason
   * `guard`, or that of a stay that ended while this document showed it; not again after `cookie-not-kept`. Go on only when
   * the state it resolves with is `active`. Rejects with UnsafeRedirectError (`redirect-loop`) where that leads round: the
   * sign-in page is guarded itself, or something there sends back.
   */
  require(options?: RequireOptions): Promise<SessionState<Data>>
  /** Leaves for another page, once a touch or an end under way is done; resolves with false when the page stayed. */
  readonly redirect: Redirect
  /**
   * To be called after the app's own sign-in request: drops answers under way, asks anew, tells the other tabs.
   * Rejects with `cookie-not-kept` when the server then sees no session.
   */
  signedIn(options?: RequestOptions): Promise<SessionState<Data>>
  /** Renews the idle timeout. Joins a touch under way. */
  touch(options?: RequestOptions): Promise<SessionState<Data>>
  /** Ends the session, in all tabs; tries three times. Without a verdict it rejects, and the state stays as it was. */
  end(options?: RequestOptions): Promise<SessionState<Data>>
  /**
   * Takes the view that an answer of the app's own, or the page that a server rendered, carried. `age`: milliseconds since
   * that was asked for, by default 0; measure it by the wall clock, for the other one leaves sleep out. Throws nothing: a view
   * that is none is the state's error.
   */
  apply(view: unknown, age?: number): void
  /**
   * The app's own `fetch`: a 401, or a `Sojourn-Session` header that differs from what is known, leads to one question at a
   * time; one that says `active` extends the countdown. The response is the app's own in any case, and nothing is sent twice.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  /**
   * The same for other HTTP clients: tells what a response to a request of the app says of the session. `age`: milliseconds
   * since that request was sent, by default 0; without it the countdown may end late by as much as the answer took.
   */
  observe(response: ObservedResponse, age?: number): void
  /** The same for ky: `ky.extend({ hooks: session.kyHooks })`. */
  readonly kyHooks: KyHooks
  /**
   * For what must not be seen before the server's verdict: called with true when the back/forward cache gives the page back
   * while a stay is known, with false at the verdict. Where that is an end, `ended` comes first: leave there, or clear the page.
   */
  onCover(listener: (isCovered: boolean) => void): () => void
  readonly activity: Activity
  /** Leaves for the page that sent the user here, named by the URL's `returnTo`, where that is safe; else for `fallback`. */
  readonly returnTo: Redirect['returnTo']
  /** Touches by itself until stopped, and never shows an error but in the state. Default `{ while: 'active' }`. */
  keepAlive(options?: KeepAliveOptions): () => void
  /** Stops timers, listeners, channels and requests for good. */
  dispose(): void
}
