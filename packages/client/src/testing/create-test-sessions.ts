import type { SessionView } from '@sojourn/contract'
import type { HttpHandler } from 'msw'
import { type Clock, systemClock } from '../clock.ts'
import { toHandlers, type WrongAnswer } from './handlers.ts'
import { createServerSide, type StayTimes } from './server-side.ts'

/** How requests fail: with a wrong response, or without one until `recover()` is called (`timeout`). */
export type Failure = WrongAnswer | 'timeout'

/** Options of `createTestSessions`. */
export interface TestSessionsOptions<Data = unknown> extends StayTimes {
  /** The client's option `url`. An absolute URL where a test has no page (`http://localhost/session`). Default `/session`. */
  readonly url?: string
  /** The data that the server exposes of an initial session. Without this option there is none. */
  readonly data?: Data
  /** The source of time, if the test controls it: the same as the client's. */
  readonly clock?: Pick<Clock, 'now'>
}

/**
 * The session endpoints of a server for one browser, with methods by which a test changes the session. As with a real server,
 * the page sees a change only when it asks the next time.
 */
export interface TestSessions<Data = unknown> {
  /** The handlers for `setupServer` or `setupWorker` of msw. */
  readonly handlers: HttpHandler[]
  /** Signs a user in: begins a session with a new `id`. */
  signIn(data?: Data): void
  /** Changes the exposed data of the session, with the same `id`. Throws without a session. */
  update(data: Data): void
  /** Ends the session with the reason `expired`. To let its time run out instead, use the option `clock`. */
  expire(): void
  /** Ends the session with the reason `revoked`, as when somebody else ends it. */
  revoke(): void
  /** Ends the session without a reason, as a sign-out route of the app does. */
  end(): void
  /** Makes every request fail, without any effect on the session, until `recover()`. Throws RangeError for a status outside of 400 to 599. */
  fail(failure: Failure): void
  /** Ends the failure: requests are answered again. */
  recover(): void
  /** Sets the server's clock ahead of the browser's by this many milliseconds. */
  skew(milliseconds: number): void
  /**
   * Does what a request to the app itself does, for handlers of the app's own routes: renews the session if that is due.
   * Returns the headers by which a server with the option `announce` tells so.
   */
  visit(): Record<string, string>
  /** Returns the view that the server would answer now. */
  view(): SessionView<Data>
  /** The requests to the endpoints, in order, such as `GET /session`. */
  readonly requests: readonly string[]
  /** The number of touches among the requests. */
  readonly touches: number
  /** Restores the initial state, between tests. */
  reset(): void
}

/**
 * Creates session endpoints for the tests and stories of an app. They answer as `@sojourn/server` does with the option
 * `announce: 'header'`, but check no origin and set no cookie.
 *
 * @example
 * const sessions = createTestSessions({ data: { name: 'Ada' } })
 * const server = setupServer(...sessions.handlers)
 */
export function createTestSessions<Data = unknown>(
  options: TestSessionsOptions<Data> = {},
): TestSessions<Data> {
  const { url = '/session', data, clock = systemClock } = options
  const session = createServerSide<Data>(options, () => clock.now())
  const requests: string[] = []
  let failure: Failure | undefined
  const release: (() => void)[] = []

  function setFailure(next: Failure | undefined): void {
    failure = next
    for (const resolve of release.splice(0)) resolve()
  }
  async function onRequest({ method, url }: Request): Promise<WrongAnswer | undefined> {
    requests.push(`${method} ${new URL(url).pathname}`)
    // A worker that stops waits for its handlers, so none may hang forever: `recover` and `reset` release them.
    while (failure === 'timeout') await new Promise<void>((resolve) => release.push(resolve))
    return failure
  }
  function reset(): void {
    requests.length = 0
    setFailure(undefined)
    session.skew(0)
    session.begin(data)
    if (data === undefined) session.end()
  }
  reset()

  return {
    handlers: toHandlers(url, session, onRequest),
    signIn: (data) => session.begin(data),
    update(data) {
      if (!session.write(data)) throw new Error('There is no session to update. Call signIn() first.')
    },
    expire: () => void session.end('expired'),
    revoke: () => void session.end('revoked'),
    end: () => void session.end(),
    fail(next) {
      if (typeof next === 'number' && !(next >= 400 && next < 600))
        throw new RangeError(`${next} is no failure: it takes a status from 400 to 599.`)
      setFailure(next)
    },
    recover: () => setFailure(undefined),
    skew: session.skew,
    visit: session.visit,
    view: session.view,
    requests,
    get touches() {
      return requests.filter((request) => request.startsWith('POST ')).length
    },
    reset,
  }
}
