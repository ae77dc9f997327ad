import type { SessionView } from '@sojourn/contract'
import type { HttpHandler } from 'msw'
import { type Clock, systemClock } from '../clock.ts'
import { toHandlers, type WrongAnswer } from './handlers.ts'
import { createServerSide, type StayTimes } from './server-side.ts'

/** How requests fail: with a wrong answer, or with one that waits for `recover()` (`timeout`). */
export type Failure = WrongAnswer | 'timeout'

export interface TestSessionsOptions<Data = unknown> extends StayTimes {
  /** Where the endpoints are, as the client's option; whole where a test has no page (`http://localhost/session`). Default `/session`. */
  readonly url?: string
  /** What the server exposes of the session that there is from the start. Without it nobody is signed in. */
  readonly data?: Data
  /** The time, where the test decides it: the one that the client is given. */
  readonly clock?: Pick<Clock, 'now'>
}

/**
 * The session endpoints of a server, for one browser, and what a test does to them. The page hears of nothing by itself: as
 * with a real server, it knows when it asks next.
 */
export interface TestSessions<Data = unknown> {
  /** For `setupServer` and `setupWorker` of msw. */
  readonly handlers: HttpHandler[]
  /** Somebody signs in: another stay with a new `id`. */
  signIn(data?: Data): void
  /** The server exposes other data of the same stay. Throws without a session. */
  update(data: Data): void
  /** The stay ends for want of activity, and the server says so. To let its time run out, use the option `clock`. */
  expire(): void
  /** Somebody else ends the stay, and the server says so. */
  revoke(): void
  /** The stay ends and the server does not know why, as after a sign-out route of the app's own. */
  end(): void
  /** From now on every request fails so; a request that failed has done nothing. Throws RangeError for a status below 400. */
  fail(failure: Failure): void
  /** Requests are answered again. */
  recover(): void
  /** The server's clock is this many milliseconds before the browser's. */
  skew(milliseconds: number): void
  /**
   * A request to the app itself: renews the stay, if that is due, and answers the headers with which a server with the
   * option `announce` says so. For handlers of the app's own routes.
   */
  visit(): Record<string, string>
  /** What the server would answer to a question now. */
  view(): SessionView<Data>
  /** What was asked of the endpoints, in order, such as `GET /session`. */
  readonly requests: readonly string[]
  /** How many of the requests were touches. */
  readonly touches: number
  /** All as it was in the beginning, between tests. */
  reset(): void
}

/**
 * Session endpoints for the tests and stories of an app: they answer as `@sojourn/server` does with the option
 * `announce: 'header'`, but check no origin and set no cookie.
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
    // A worker that is stopped waits for its handlers: none of them may hang for ever.
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
