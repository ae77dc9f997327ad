import { crypto } from '#crypto'
import { cookieValues } from '../cookie/parse.ts'
import { clearCookie } from '../cookie/set-cookie.ts'
import type { Found, NotFound, Origin, SessionCarrier } from '../core/carrier/carrier.ts'
import type { RequestCookies } from '../core/carrier/request-cookies.ts'
import type { Policy } from '../core/options/policy.ts'
import { firstRecord } from '../core/record/next-record.ts'
import { parseData, toText } from '../core/record/record-data.ts'
import { andThen, type MaybePromise, recover } from '../maybe-promise.ts'
import { isPlainObject } from '../session/json.ts'

/** The option `adopt` of `sealedCookie`: a cookie of another package, which held the whole session too. */
export interface AdoptCookieOptions {
  /** The name of the old cookie: `cookieName` of iron-session. */
  name: string
  /**
   * Opens the value of the old cookie: `(value) => unsealData(value, { password })` of iron-session. Returns the data, or
   * nothing, or an empty object where the value is worth nothing.
   */
  open: (value: string) => MaybePromise<object | null | undefined>
  /** The path of the old cookie. Default `/`. */
  path?: string | undefined
  /** The domain of the old cookie, if it had one. */
  domain?: string | undefined
}

/** As iron-session 9 splits a long cookie: `name.0` to `name.3`, and none with the name alone. */
const partNumbers = [0, 1, 2, 3]

/** A carrier that finds, where there is no session of ours, the one that the old cookie holds. */
export function adoptingCarrier(
  carrier: SessionCarrier,
  policy: Policy,
  options: AdoptCookieOptions,
): SessionCarrier {
  const names = [options.name, ...partNumbers.map((number) => `${options.name}.${number}`)]

  function presentNames({ request }: RequestCookies): string[] {
    return names.filter((name) => cookieValues(request.cookieHeader, name).length > 0)
  }

  function sealIn({ request }: RequestCookies): string {
    const [whole, ...parts] = names.map((name) => cookieValues(request.cookieHeader, name)[0])
    const missing = parts.indexOf(undefined)
    return whole || parts.slice(0, missing === -1 ? parts.length : missing).join('')
  }

  /** `sid`: what the session goes on under; without one the old cookie is of no use any more. */
  function toOrigin(cookies: RequestCookies, sid: string | undefined): Origin {
    const { path = '/', domain } = options
    const secure = cookies.request.isSecure || /^__(host|secure)-/i.test(options.name)
    const attributes = {
      path,
      domain,
      secure,
      httpOnly: true,
      sameSite: undefined,
      priority: undefined,
      partitioned: false,
    }
    const clear = presentNames(cookies).map((name) => clearCookie(name, attributes))
    return { sid, clear, remove() {} }
  }

  /** Data that cannot be ours are left alone, and told: an error would lock the browser out of every page. */
  function leave(error: unknown): undefined {
    policy.onEvent?.({ type: 'not-adopted', error })
  }

  function takeOver(cookies: RequestCookies, requestPolicy: Policy): MaybePromise<Found | undefined> {
    const value = sealIn(cookies)
    return recover<Found | undefined>(
      () =>
        andThen(options.open(value), (data) => {
          if (!isPlainObject(data) || Object.keys(data).length === 0) return undefined
          // The same for all requests that bring this cookie, so that what they begin passes for one session.
          return andThen(crypto.sha256(value), (hash) =>
            insert(cookies, requestPolicy, toText(parseData(toText({ ...data }), policy)), hash.slice(0, 16)),
          )
        }),
      leave,
    )
  }

  function insert(
    cookies: RequestCookies,
    requestPolicy: Policy,
    text: string,
    id: string,
  ): MaybePromise<Found> {
    const record = firstRecord({ policy, cookie: cookies.policy }, text, policy.clock.now(), id)
    return andThen(carrier.newCredential(cookies.request), (credential) =>
      andThen(requestPolicy.store.create(credential.key, record), () => {
        const origin = toOrigin(cookies, credential.sid)
        return { ...credential, record: { ...record, version: 1 }, position: -1, origin }
      }),
    )
  }

  return {
    ...carrier,
    glance(cookies, now) {
      const own = carrier.glance(cookies, now)
      return own !== 'several' && presentNames(cookies).length > 0 ? 'foreign' : own
    },
    find: (cookies, requestPolicy) =>
      andThen(carrier.find(cookies, requestPolicy), (found): MaybePromise<Found | NotFound | undefined> => {
        if (presentNames(cookies).length === 0) return found
        if (found?.record === undefined) return takeOver(cookies, requestPolicy)
        return { ...found, origin: toOrigin(cookies, undefined) }
      }),
  }
}
