/** The URL of the session endpoints; the page at `base` makes a path whole. Throws when that is no `http(s)` URL. */
export function endpointUrl(url: string, base: string): URL {
  try {
    const whole = new URL(url, base)
    if (/^http/.test(whole.href)) return whole
  } catch {
    // The page lends a path no origin (about:blank), or it is no URL at all.
  }
  throw new Error(`check url: not http: ${url}`)
}

/** The same with `path` in place of the slashes that its path ends with, and without its hash. */
export function below({ origin, pathname, search }: URL, path: string): string {
  return origin + pathname.replace(/\/*$/, path) + search
}
