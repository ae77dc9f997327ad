import { systemClock } from '../clock.ts'
import { Cookie, type CookieData } from './cookie.ts'
import { Session } from './session.ts'
import type { SessionData } from './session-data.ts'

/** A stored session as the text of its JSON, */
export interface WholeEntry {
  readonly whole: string
}

/** or in two parts: who leaves the data alone parses none of them, and renews the cookie in place. */
export interface SplitEntry {
  /** The data without the cookie, as JSON. */
  readonly text: string
  /** The cookie, whose every value JSON says as it is. */
  readonly cookie: PlainCookie
}

export type Entry = WholeEntry | SplitEntry

interface PlainCookie extends Partial<Omit<CookieData, 'originalMaxAge' | 'expires'>> {
  originalMaxAge: number | null
  expires: Date | null
}

/** The entry of a session whose data are that text. */
export function toEntry(session: Session, text: string): Entry {
  const cookie = isOrdinary(session) ? toPlain(session.cookie.data) : undefined
  return cookie === undefined ? { whole: JSON.stringify(session) } : { text, cookie }
}

/** Whether it has its cookie in front, and nothing that is lost or changed on the way to JSON and back. */
function isOrdinary(session: Session): boolean {
  let index = 0
  for (const key of Object.keys(session)) {
    if (index === 0 ? key !== 'cookie' : key === 'toJSON' || key in Session.prototype) return false
    index += 1
  }
  return index > 0 && session.cookie instanceof Cookie
}

function toPlain(data: CookieData): PlainCookie | undefined {
  const { expires, originalMaxAge } = data
  if (expires === undefined || (expires !== null && !isDate(expires))) return undefined
  if (originalMaxAge !== null && typeof originalMaxAge !== 'number') return undefined
  const plain: Record<string, unknown> = {}
  for (const key in data) {
    const value: unknown = data[key as keyof CookieData]
    if (value === undefined) continue
    if (value !== expires && !isPlain(value)) return undefined
    plain[key] = value
  }
  return plain as unknown as PlainCookie
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && Number.isFinite(value.getTime())
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    default:
      return value === null
  }
}

/** Whether the stored session has not ended. */
export function isLive(entry: Entry): boolean {
  const expires: unknown = 'text' in entry ? entry.cookie.expires : JSON.parse(entry.whole).cookie?.expires
  const endsAt = typeof expires === 'string' ? Date.parse(expires) : Number(expires)
  return !expires || !(endsAt <= systemClock.now())
}

/** Starts the time of a stored session anew, as a request does that has not looked at it. */
export function renewEntry({ cookie }: SplitEntry): void {
  const { originalMaxAge } = cookie
  cookie.expires = originalMaxAge === null ? null : new Date(systemClock.now() + originalMaxAge)
}

/** The session of an entry, for a request whose `sessionID` is that of the entry. */
export function sessionOf({ text, cookie }: SplitEntry, request: object): Session & Partial<SessionData> {
  const { expires, originalMaxAge } = cookie
  // A date of its own: the app may change it in place.
  const own = new Cookie({ ...cookie, expires: expires && new Date(expires) })
  own.originalMaxAge = originalMaxAge
  return new Session(request, { cookie: own, ...JSON.parse(text) })
}

export function wholeOf(entry: Entry): string {
  if ('whole' in entry) return entry.whole
  const { text, cookie } = entry
  return `{"cookie":${JSON.stringify(cookie)}${text === '{}' ? '}' : `,${text.slice(1)}`}`
}
