import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { beforeEach } from 'vitest'
import type { Sessions } from '../src/index.ts'
import type { LegacyStore } from '../src/store/legacy/calls.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, type TestOptions, type TestSession } from './app.ts'
import { type Browser, createBrowser, runRequest } from './browser.ts'

// Its own types would name `req.session` a second time.
const { MemoryStore }: { MemoryStore: new () => LegacyStore } = createRequire(import.meta.url)(
  'express-session',
)

export const oldSecret = 'keyboard cat'
export const cleared = 'connect.sid=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly'

/** The store of express-session, a new one for each test. */
export let old: LegacyStore
beforeEach(() => {
  old = new MemoryStore()
})

/** The cookie of express-session for a session ID. */
export function oldCookie(sid: string, secret: string = oldSecret): string {
  const signature = createHmac('sha256', secret).update(sid).digest('base64').replace(/=+$/, '')
  return `connect.sid=${encodeURIComponent(`s:${sid}.${signature}`)}`
}

/** Stores what express-session would. */
export function keep(sid: string, data: object): Promise<void> {
  const session = { cookie: { originalMaxAge: null, expires: null, path: '/' }, ...data }
  return new Promise((resolve, reject) => {
    old.set(sid, session, (error) => (error ? reject(error) : resolve()))
  })
}

export function isKept(sid: string): Promise<boolean> {
  return new Promise((resolve) => old.get(sid, (_error, session) => resolve(Boolean(session))))
}

export type Answer = (error: unknown, session?: object) => void

/** The old store, with other methods. */
export const failing = (methods: object): LegacyStore => Object.assign(Object.create(old), methods)
export const down = (...args: unknown[]): void => (args.at(-1) as Answer)(new Error('down'))

/** An app that takes over, and a browser that express-session signed in as ann. */
export async function start(options: TestOptions = {}) {
  const clock = manualClock()
  const sessions = createApp({ clock, adopt: { secret: oldSecret, store: old }, ...options })
  await keep('old-sid', { user: 'ann', cart: { tea: 1 } })
  const browser = createBrowser(sessions, clock)
  browser.keep({ setCookie: [oldCookie('old-sid')] })
  return { clock, sessions, browser, cookieHeader: oldCookie('old-sid') }
}

/** The data that a visit of the browser finds. */
export async function dataIn(browser: Browser<TestSession>): Promise<object> {
  let data = {}
  await browser.visit(({ session }) => {
    data = { ...session }
  })
  return data
}

/** Who is signed in for a request with these cookies, and nothing else. */
export async function userOf(
  sessions: Sessions<TestSession, unknown>,
  cookieHeader: string,
): Promise<unknown> {
  let user: unknown = 'nobody looked'
  await runRequest(
    sessions,
    ({ session }) => {
      user = session.user
    },
    { cookieHeader },
  )
  return user
}
