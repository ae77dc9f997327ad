import { crypto } from '#crypto'
import { cookieValues } from '../../cookie/parse.ts'
import { clearCookie, setCookie } from '../../cookie/set-cookie.ts'
import type { Sealer } from '../../crypto/port.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionRecord } from '../../store/store.ts'
import type { Policy } from '../options/policy.ts'
import type { Credential, Found, SessionCarrier } from './carrier.ts'
import { freshUntil } from './lifetime.ts'
import type { RequestCookies } from './request-cookies.ts'
import { RequestRecords } from './request-records.ts'
import { noteLifetime } from './rotation-note.ts'
import { fromParts, maxParts, minRoom, toParts } from './sealed-parts.ts'
import { fromSealedText, toSealedText } from './sealed-record.ts'
import { touchThrottle } from './touch-throttle.ts'

/** Browsers of today take so many for name and value (RFC 6265bis §5.6), older ones for the attributes too (RFC 6265 §6.1). */
const maxCookieLength = 4096

/** The sealers of an app: the first seals, all open. */
export type Sealers = readonly [Sealer, ...Sealer[]]

/** The cookie that led a request to its session, and the id of that. */
interface Brought {
  readonly value: string
  readonly id: string
}

/** The carrier of sessions that no server stores: a cookie with the whole record, sealed, or a few where that is long. */
export function sealedCookieCarrier(policy: Policy, sealers: Sealers): SessionCarrier {
  const { clock } = policy
  const throttle = touchThrottle()
  /** The cookies, by their values, of sessions that have ended lately or made room for others, as far as is remembered. */
  const over = touchThrottle()
  const brought = new WeakMap<RequestCookies, Brought>()

  function noteFresh(value: string, record: SessionRecord): void {
    const renewedAt = record.expiresAt - record.idleTimeout
    throttle.note(value, freshUntil(record, policy.touchAfter(record.idleTimeout), renewedAt))
  }

  /** The first from `position` on that holds a live session. */
  function findFrom(position: number, cookies: RequestCookies): MaybePromise<Found | undefined> {
    const value = cookies.values[position]
    if (value === undefined) return undefined
    if (over.isFresh(value, clock.now())) return findFrom(position + 1, cookies)
    // Sealed for its own name: what came under another is none of ours.
    const name = cookies.nameOf(position)
    const sealed = fromParts(value, (index) =>
      cookieValues(cookies.request.cookieHeader, partName(name, index)),
    )
    const text = sealed === undefined ? undefined : openWith(sealers, sealed, name)
    return andThen(text, (opened) => {
      const record = opened === undefined ? undefined : fromSealedText(opened)
      if (record === undefined || record.expiresAt <= clock.now()) return findFrom(position + 1, cookies)
      // Where another request has replaced the cookie, that counts.
      if (!throttle.isFresh(value, clock.now())) noteFresh(value, record)
      brought.set(cookies, { value, id: record.id })
      return { ...newCredential(), record, position, origin: undefined }
    })
  }

  /**
   * Notes that the browser gets another cookie, or none, in place of the one that the request brought. Requests under way with
   * that do not renew it, which would undo what was written. `id`: of the session in the new cookie; where it is another, they
   * do not bring the old one back either.
   */
  function noteReplaced(cookies: RequestCookies, id: string | undefined, freshFor: number): void {
    const before = brought.get(cookies)
    if (before === undefined) return
    const now = clock.now()
    throttle.note(before.value, now + freshFor)
    if (before.id !== id) over.note(before.value, now + noteLifetime)
  }

  return {
    holdsRecord: true,
    find: (cookies, { store }) =>
      andThen(findFrom(0, cookies), (found) => {
        const value = brought.get(cookies)?.value
        if (found !== undefined && value !== undefined && store instanceof RequestRecords)
          store.hold(found.key, found.record, () => over.isFresh(value, clock.now()))
        return found
      }),
    glance({ values }, now) {
      const [value] = values
      if (value === undefined) return 'nothing'
      return values.length === 1 && throttle.isFresh(value, now) ? 'fresh' : 'several'
    },
    // Nothing can be renewed without the record: `glance` has it loaded first.
    open: () => undefined,
    newCredential,
    noteRenewal() {},
    toSetCookie(cookies, { stored }, maxAge) {
      if (!('data' in stored))
        throw new Error('A session that its cookie holds is loaded before it is renewed.')
      const { name, attributes } = cookies
      const room = (index: number): number =>
        Math.max(minRoom, maxCookieLength - setCookie(partName(name, index), '', attributes, maxAge).length)
      return andThen(sealers[0].seal(toSealedText(stored), name), (sealed) => {
        const parts = toParts(sealed, room)
        noteFresh(parts[0] ?? '', stored)
        noteReplaced(cookies, stored.id, policy.touchAfter(stored.idleTimeout))
        return [
          ...parts.map((value, index) => setCookie(partName(name, index), value, attributes, maxAge)),
          ...clearedParts(cookies, parts.length),
        ]
      })
    },
    clear(cookies) {
      noteReplaced(cookies, undefined, 0)
      return [clearCookie(cookies.name, cookies.attributes), ...clearedParts(cookies, 1)]
    },
  }
}

/** No store is asked for it: it tells the sessions of one request apart. */
function newCredential(): Credential {
  const key = crypto.randomId(12)
  return { sid: key, key }
}

function openWith(
  sealers: readonly Sealer[],
  sealed: string,
  name: string,
): MaybePromise<string | undefined> {
  const [first, ...others] = sealers
  if (first === undefined) return undefined
  return andThen(first.open(sealed, name), (text) => text ?? openWith(others, sealed, name))
}

function partName(name: string, index: number): string {
  return index === 0 ? name : `${name}.${index}`
}

/** Takes back the parts from that number on which the browser still has. */
function clearedParts({ request, name, attributes }: RequestCookies, from: number): string[] {
  const cleared: string[] = []
  for (let index = from; index < maxParts; index++) {
    const part = partName(name, index)
    if (cookieValues(request.cookieHeader, part).length > 0) cleared.push(clearCookie(part, attributes))
  }
  return cleared
}
