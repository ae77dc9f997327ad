/** What a `Set-Cookie` header says beside name and value. */
export interface CookieAttributes {
  readonly path: string
  readonly domain: string | undefined
  readonly httpOnly: boolean
  readonly secure: boolean
  readonly sameSite: 'lax' | 'strict' | 'none' | undefined
  readonly priority: 'low' | 'medium' | 'high' | undefined
  readonly partitioned: boolean
}

/** Browsers keep no cookie longer (RFC 6265bis §5.5). */
const maxCookieAge = 400 * 24 * 60 * 60_000

/** `Set-Cookie` for a cookie that lives `maxAge` more milliseconds, or as long as the browser (`undefined`). */
export function setCookie(
  name: string,
  value: string,
  attributes: CookieAttributes,
  maxAge: number | undefined,
): string {
  // The one place that knows seconds: rounded up, for a cookie must not die before its record.
  const lifetime =
    maxAge === undefined ? '' : `; Max-Age=${Math.ceil(Math.min(Math.max(maxAge, 0), maxCookieAge) / 1000)}`
  return `${name}=${value}${lifetime}${suffix(attributes)}`
}

/** `Set-Cookie` that makes the browser drop the cookie: scope and partition as they were when it was set. */
export function clearCookie(name: string, attributes: CookieAttributes): string {
  return `${name}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${suffix(attributes)}`
}

const titles = {
  lax: 'Lax',
  strict: 'Strict',
  none: 'None',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
} as const

const suffixes = new WeakMap<CookieAttributes, string>()

/** Rendered once per set of attributes: policies hand in the same object again and again. */
function suffix(attributes: CookieAttributes): string {
  let text = suffixes.get(attributes)
  if (text === undefined) {
    const { path, domain, httpOnly, secure, sameSite, priority, partitioned } = attributes
    text = [
      `; Path=${path}`,
      domain === undefined ? '' : `; Domain=${domain}`,
      httpOnly ? '; HttpOnly' : '',
      secure ? '; Secure' : '',
      sameSite === undefined ? '' : `; SameSite=${titles[sameSite]}`,
      priority === undefined ? '' : `; Priority=${titles[priority]}`,
      partitioned ? '; Partitioned' : '',
    ].join('')
    suffixes.set(attributes, text)
  }
  return text
}
