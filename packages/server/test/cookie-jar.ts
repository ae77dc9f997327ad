/** The cookies of one browser, by name: it forgets what is cleared, and what its clock says has expired. */
export class CookieJar extends Map<string, string> {
  readonly #expiry = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number = () => 0) {
    super()
    this.#now = now
  }

  /** The `Cookie` header that goes out with the next request; empty where there is none. */
  headers(): { cookie?: string } {
    for (const [name, expiresAt] of this.#expiry) if (expiresAt <= this.#now()) this.delete(name)
    return this.size === 0 ? {} : { cookie: [...this].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  /** Takes the `Set-Cookie` headers of a response. */
  keep(setCookie: string | readonly string[] = []): void {
    for (const text of [setCookie].flat()) {
      const { name, value, maxAge } = readSetCookie(text)
      this.#expiry.set(name, this.#now() + maxAge * 1000)
      if (maxAge > 0) this.set(name, value)
      else this.delete(name)
    }
  }
}

/** Name, value and `Max-Age` (seconds; `Infinity` where the cookie ends with the browser) of a `Set-Cookie` header. */
export function readSetCookie(text: string): { name: string; value: string; maxAge: number } {
  const [pair = '', ...attributes] = text.split(/ *; */)
  const [name = '', value = ''] = pair.split(/=(.*)/s)
  const age = attributes.find((attribute) => attribute.startsWith('Max-Age='))
  return { name, value, maxAge: age === undefined ? Number.POSITIVE_INFINITY : Number(age.slice(8)) }
}

/** The first cookie of a `Set-Cookie` header, as the browser sends it back. */
export function cookieIn(header: unknown): string | undefined {
  return header === undefined ? undefined : String(header).split(';')[0]
}
