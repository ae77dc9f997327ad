import {
  createSessions,
  type SessionOf,
  type Sessions,
  type SessionsOptions,
  type StandardSchema,
} from '../src/index.ts'
import { manualClock } from '../src/testing/index.ts'
import { frozenAnswers } from './deep-freeze.ts'

export { hour, minute, second } from './durations.ts'

import { createBrowser, type HandledRequest, runRequest } from './browser.ts'

export const secret = 'a secret for tests, long enough to sign with'

/** What the sessions of these tests hold. */
export interface Data {
  user?: string
  count?: number
  log?: string[]
  cart?: Record<string, unknown>
  [key: string]: unknown
}

export type TestSession = SessionOf<Data>
export type TestOptions<View = undefined> = Partial<SessionsOptions<StandardSchema<Data>, View>>

/**
 * Sessions with a clock that stands still. Holds no schema unless one is handed in; the type is there all the same. What a
 * schema answers is frozen.
 */
export function createApp<View = undefined>(options: TestOptions<View> = {}): Sessions<TestSession, View> {
  const { schema } = options
  return createSessions<StandardSchema<Data>, View>({
    secret,
    clock: manualClock(),
    ...options,
    ...(schema !== undefined && { schema: frozenAnswers(schema) }),
  })
}

export const byUser = ({ user }: Data): string | undefined => user

export type Handler = (request: HandledRequest<TestSession>) => unknown

/** An app with one browser that has a session, signed in as ann unless `first` does something else. */
export async function start(
  options: TestOptions = {},
  first: Handler = ({ session }) => {
    session.user = 'ann'
  },
) {
  const clock = options.clock ?? manualClock()
  const sessions = createApp({ clock, ...options })
  const browser = createBrowser(sessions, clock)
  await browser.visit(first)
  const { cookieHeader } = browser
  return {
    sessions,
    browser,
    run: (handler: Handler) => runRequest(sessions, handler, { cookieHeader }),
    async data(): Promise<object> {
      let data = {}
      await browser.visit(({ session }) => {
        data = { ...session }
      })
      return data
    },
  }
}

/** Both handlers have read the session before either is saved; `first` is saved first. */
export async function overlap(
  { run }: { run: (handler: Handler) => Promise<unknown> },
  first: Handler,
  second: Handler,
) {
  await run(async (request) => {
    await second(request)
    await run(first)
  })
}
