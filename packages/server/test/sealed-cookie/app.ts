import { type SealedCookieOptions, sealedCookie } from '../../src/create-sessions/sealed-cookie.ts'
import type { SealedSessionsOptions } from '../../src/create-sessions/sealed-options.ts'
import { createSessions, type StandardSchema } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { byUser, type Data, secret } from '../app.ts'
import { createBrowser } from '../browser.ts'
import { readSetCookie } from '../cookie-jar.ts'

export type SealedTestOptions = Partial<SealedSessionsOptions<StandardSchema<Data>>> & {
  sealed?: SealedCookieOptions
}

/** Sessions that their cookies hold, with a clock that stands still and one browser. */
export function startSealed({ sealed = {}, ...options }: SealedTestOptions = {}) {
  const clock = manualClock()
  const sessions = createSessions<StandardSchema<Data>, undefined>({
    secret,
    clock,
    subject: byUser,
    ...options,
    store: sealedCookie(sealed),
  })
  const browser = createBrowser(sessions, clock)
  return {
    clock,
    sessions,
    browser,
    async data(): Promise<object> {
      let data = {}
      await browser.visit(({ session }) => {
        data = { ...session }
      })
      return data
    },
  }
}

/** The cookies that a response set, by name; an empty text is one that it cleared. */
export function cookiesSet(edits: { readonly setCookie?: readonly string[] }): Record<string, string> {
  const { setCookie = [] } = edits
  return Object.fromEntries(
    setCookie.map((each) => {
      const { name, value } = readSetCookie(each)
      return [name, value]
    }),
  )
}
