import { systemClock } from '../clock.ts'
import { Cookie, type CookieData } from './cookie.ts'
import { Session } from './session.ts'

/** A stored session as the text of its JSON, */
export interface WholeEntry {
  readonly whole: string
}

/** or in two parts: who leaves the data alone parses none of them, and writes the cookie alone. */
export interface SplitEntry {
  /** The data without the cookie, as JSON. */
  readonly text: string
  cookie: PlainCookie
}

export type Entry = WholeEntry | SplitEntry

/** A cookie whose every value JSON says as it is. */
interface PlainCookie extends Omit<CookieData, 'originalMaxAge' | 'expires'> {
  originalMaxAge: number | null
  expires: Date | null
}

/** The entry of a session whose data are that text. */
export function toEntry(session: Session, text: string): Entry {
  const cookie = isOrdinary(session) ? toPlain(session.cookie) : undefined
  return cookie === undefined ? { whole: JSON.stringify(session) } : { text, cookie }
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

function toPlain(cookie: unknown): PlainCookie | undefined {
  if (!(cookie instanceof Cookie)) return undefined
  const { data } = cookie
  for (const key in data) {
    if (key !== 'expires' && !isPlain(data[key as keyof CookieData])) return undefined
  }
  return isPlainCookie(data) ? data : undefined
}

function isPlainCookie(data: CookieData): data is PlainCookie {
  const { expires, originalMaxAge } = data
  if (expires !== null && !(expires instanceof Date && Number.isFinite(expires.getTime()))) return false
  return originalMaxAge === null || typeof originalMaxAge === 'number'
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true
    case 'number':
      return Number.isFinite(value)
    default:
      return value === null
  }
}

/** Whether the stored session has not ended. */
export function isLive(entry: Entry): boolean {
  if ('text' in entry) {
    const { expires } = entry.cookie
    return expires === null || expires.getTime() > systemClock.now()
  }
  const expires: unknown = JSON.parse(entry.whole).cookie?.expires
  const endsAt = typeof expires === 'string' ? Date.parse(expires) : Number(expires)
  return !expires || !(endsAt <= systemClock.now())
}

/** Gives the entry the cookie of a session that has the same data. */
export function touchEntry(entry: Entry, session: Session): Entry {
  const cookie = 'text' in entry ? toPlain(session.cookie) : undefined
  if (cookie === undefined || !('text' in entry)) {
    return { whole: JSON.stringify({ ...JSON.parse(wholeOf(entry)), cookie: session.cookie }) }
  }
  entry.cookie = cookie
  return entry
}

/** Starts the time of a stored session anew, as a request does that has not looked at it. */
export function renewEntry({ cookie }: SplitEntry): void {
  const { originalMaxAge } = cookie
  cookie.expires = originalMaxAge === null ? null : new Date(systemClock.now() + originalMaxAge)
}

/** The session of an entry, for a request whose `sessionID` is that of the entry. */
export function sessionOf({ text, cookie }: SplitEntry, request: object): Session {
  const session = new Session(request) as Session & Record<string, unknown>
  session.cookie = copyOf(cookie)
  const data: Record<string, unknown> = JSON.parse(text)
  for (const key in data) session[key] = data[key]
  return session
}

/** A cookie whose date is its own: the app may change it in place. */
function copyOf({ expires, originalMaxAge, ...others }: PlainCookie): Cookie {
  const copy = new Cookie() as Cookie & Record<string, unknown>
  for (const key in others) {
    const value = others[key as keyof typeof others]
    if (value !== undefined) copy[key] = value
  }
  copy.expires = expires && new Date(expires)
  copy.originalMaxAge = originalMaxAge
  return copy
}

export function wholeOf(entry: Entry): string {
  if ('whole' in entry) return entry.whole
  const { text, cookie } = entry
  return `{"cookie":${JSON.stringify(cookie)}${text === '{}' ? '}' : `,${text.slice(1)}`}`
}
