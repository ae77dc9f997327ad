import { serialize } from 'cookie'

/** What a store keeps of a cookie, and what is put into `Set-Cookie`. */
export interface CookieData {
  originalMaxAge: unknown
  partitioned: boolean | undefined
  priority: 'low' | 'medium' | 'high' | undefined
  expires: Date | null | undefined
  secure: boolean | undefined
  httpOnly: boolean | undefined
  domain: string | undefined
  path: string | undefined
  sameSite: boolean | 'lax' | 'strict' | 'none' | undefined
}

/** `Set-Cookie` for a cookie, byte for byte as express-session writes it. Throws a `TypeError` for what cannot stand there. */
export type ToSetCookie = (value: string, data: CookieData) => string

/**
 * Writes the cookies of one name. Most differ in value and date alone, so what stands around those is kept from the last
 * cookie that said the same.
 */
export function toSetCookieOf(name: string): ToSetCookie {
  let last: CookieData | undefined
  let before = ''
  let after = ''
  return (value, data) => {
    const { expires } = data
    // The library says what is wrong with a date.
    if (!(expires instanceof Date) || Number.isNaN(expires.getTime())) return toSetCookie(name, value, data)
    if (last === undefined || !isAlike(last, data)) {
      const [first = '', rest = ''] = toSetCookie(name, '-', { ...data, expires: marker }).split(
        expiresMarker,
      )
      before = first.slice(name.length + 2)
      after = rest
      last = data
    }
    return `${name}=${encodeURIComponent(value)}${before}; Expires=${textOf(expires)}${after}`
  }
}

/** Throws a `TypeError` for what cannot stand in a cookie. */
export function toSetCookie(name: string, value: string, data: CookieData): string {
  // What it refuses is what the option `cookie` may say here unparsed.
  return serialize(name, value, data as Parameters<typeof serialize>[2])
}

const marker = new Date(0)
const expiresMarker = `; Expires=${marker.toUTCString()}`

/** What a cookie says beside its times. */
export type Attributes = Omit<CookieData, 'originalMaxAge' | 'expires'>

/** Whether two cookies say the same but for their times. */
export function isAlike(one: Partial<Attributes>, other: Partial<Attributes>): boolean {
  return (
    one.domain === other.domain &&
    one.path === other.path &&
    one.httpOnly === other.httpOnly &&
    one.secure === other.secure &&
    one.partitioned === other.partitioned &&
    one.priority === other.priority &&
    one.sameSite === other.sameSite
  )
}

let lastSecond = 0
let lastText = marker.toUTCString()

/** The cookies of one second end in the same. */
function textOf(date: Date): string {
  const second = Math.floor(date.getTime() / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastText = date.toUTCString()
  }
  return lastText
}
