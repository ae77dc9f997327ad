import { systemClock } from '../../clock.ts'
import type { ImmediateSigner } from '../../crypto/node.ts'
import { Cookie, type CookieOptions } from '../cookie.ts'
import { Session } from '../session.ts'
import { type Attributes, isAlike } from '../set-cookie.ts'

/** A stored session as the text of its JSON, or in parts. */
export type Entry = string | SplitEntry

/** A stored session in parts: who leaves the data alone parses none of them, and writes the cookie's times alone. */
export class SplitEntry {
  text: string
  /** The signature of its session ID, as `signer` signs it, once that was found good. */
  signature = ''
  signer: ImmediateSigner | undefined
  originalMaxAge: number | null = null
  /** Epoch milliseconds; `null`: the cookie ends with the browser. */
  expiresAt: number | null = null
  attributes: Partial<Attributes> = lastAttributes

  constructor(text: string) {
    this.text = text
  }

  copy(): SplitEntry {
    const copy = new SplitEntry(this.text)
    copy.originalMaxAge = this.originalMaxAge
    copy.expiresAt = this.expiresAt
    copy.attributes = this.attributes
    return copy
  }

  renew(): void {
    const { originalMaxAge } = this
    this.expiresAt = originalMaxAge === null ? null : systemClock.now() + originalMaxAge
  }

  toSession(request: object): Session {
    return new Session(request, { cookie: cookieOf(this), ...JSON.parse(this.text) })
  }
}

/** The entry of a session whose data are that text; `before` is one that it may take. */
export function toEntry(session: Session, text: string, before: Entry = ''): Entry {
  const entry = before instanceof SplitEntry ? before : new SplitEntry(text)
  if (!isOrdinary(session) || !takeCookie(entry, session.cookie)) return JSON.stringify(session)
  entry.text = text
  return entry
}

/** Whether it has its cookie in front, and nothing that is lost on the way to JSON and back. */
function isOrdinary(session: object): boolean {
  let isFirst = true
  for (const key of Object.keys(session)) {
    if (isFirst ? key !== 'cookie' : key === 'toJSON' || key in Session.prototype) return false
    isFirst = false
  }
  return !isFirst
}

/** Writes down what a cookie says, unless JSON would make another thing of it. */
function takeCookie(entry: SplitEntry, cookie: unknown): boolean {
  if (!(cookie instanceof Cookie)) return false
  const expires: unknown = cookie.expires
  const expiresAt = expires instanceof Date ? expires.getTime() : null
  if (expiresAt === null ? expires !== null : !Number.isFinite(expiresAt)) return false
  const { originalMaxAge } = cookie
  if (originalMaxAge !== null && !Number.isFinite(originalMaxAge)) return false
  const attributes = toAttributes(cookie)
  if (attributes === undefined) return false
  entry.expiresAt = expiresAt
  entry.originalMaxAge = originalMaxAge
  entry.attributes = attributes
  return true
}

/** Most sessions of an app say the same: they share it. */
let lastAttributes: Partial<Attributes> = {}

function toAttributes(cookie: Cookie): Partial<Attributes> | undefined {
  if (isAlike(lastAttributes, cookie as Attributes)) return lastAttributes
  const { originalMaxAge: _, expires: __, ...attributes } = cookie.data
  if (
    !Object.values(attributes).every(
      (value) => value == null || typeof value === 'string' || typeof value === 'boolean',
    )
  )
    return undefined
  lastAttributes = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
  return lastAttributes
}

/** Whether the stored session has not ended. */
export function isLive(entry: Entry): boolean {
  if (typeof entry !== 'string') return entry.expiresAt === null || entry.expiresAt > systemClock.now()
  const expires: unknown = JSON.parse(entry).cookie?.expires
  const endsAt = typeof expires === 'string' ? Date.parse(expires) : Number(expires)
  return !expires || !(endsAt <= systemClock.now())
}

/** Gives the entry the cookie of a session that has the same data. */
export function touchEntry(entry: Entry, { cookie }: Session): Entry {
  if (typeof entry !== 'string' && takeCookie(entry, cookie)) return entry
  return JSON.stringify({ ...JSON.parse(wholeOf(entry)), cookie })
}

function cookieOf({ originalMaxAge, expiresAt, attributes }: SplitEntry): Cookie {
  const cookie = new Cookie(attributes as CookieOptions)
  cookie.expires = expiresAt === null ? null : new Date(expiresAt)
  cookie.originalMaxAge = originalMaxAge
  return cookie
}

/** The text of its JSON. */
export function wholeOf(entry: Entry): string {
  if (typeof entry === 'string') return entry
  const data = entry.text === '{}' ? '}' : `,${entry.text.slice(1)}`
  return `{"cookie":${JSON.stringify(cookieOf(entry))}${data}`
}
