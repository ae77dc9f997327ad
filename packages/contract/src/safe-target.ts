/** What a redirect may lead to. */
export interface SafeTargetOptions {
  /** The page's or the site's own `http(s)` URL: targets on its origin pass. */
  readonly base: string | URL
  /** Further origins whose targets pass, such as `https://accounts.example`. */
  readonly allow?: readonly string[]
}

/** A redirect target was refused: the message names the rule it broke and shows at most 80 characters of it. */
export class UnsafeRedirectError extends Error {
  override readonly name = 'UnsafeRedirectError'
  readonly code = 'unsafe-redirect'

  constructor(target: unknown, rule: string) {
    const shown = typeof target === 'string' ? JSON.stringify(target.slice(0, 80)) : typeof target
    super(`Refused to redirect to ${shown}: it ${rule}. Pass a path such as "/home", or allow its origin.`)
  }
}

const maxLength = 2048
// Controls, whitespace, bidi and zero-width marks, lone surrogates: URL parsers drop some, and people see none.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\]/u
const syntax = /[/\\:?#@%]/g
const pathOrAuthority = /^(?:\/(?!\/)|https?:\/\/([^/?#]+))/i

/**
 * Turns a redirect target that came from outside (a `returnTo` parameter above all) into a URL on an allowed origin.
 * Navigate to the `href` of what it returns, never to a string put together again from its parts:
 * the `pathname` of `/.//evil.example` is `//evil.example`. CWE-601; OWASP, Unvalidated Redirects and Forwards.
 *
 * @throws UnsafeRedirectError (`unsafe-redirect`) when the target breaks a rule; TypeError when `base` or an entry
 * of `allow` is no URL
 */
export function safeTarget(target: string, { base, allow = [] }: SafeTargetOptions): URL {
  const refuse: (rule: string) => never = (rule) => {
    throw new UnsafeRedirectError(target, rule)
  }
  // The origin alone is the base, so that no credentials of it and no blob: around it reach the result.
  const { origin } = new URL(base)

  if (typeof target !== 'string' || !target) refuse('is empty or no text')
  if (hidden.test(target)) refuse('holds a backslash, whitespace or an invisible character')
  // Software that normalizes turns a fullwidth slash into a real one (HostSplit, Black Hat USA 2019).
  if (target.normalize('NFKC').match(syntax)?.length !== target.match(syntax)?.length) {
    refuse('normalizes to other URL syntax')
  }
  const start = pathOrAuthority.exec(target) ?? refuse('is neither a path from / nor an http(s) URL')
  if (/[@%]|\P{ASCII}/u.test(start[1] ?? '')) refuse('has credentials, escapes or non-ASCII in its host')

  const url = parse(target, origin) ?? refuse('cannot be parsed')
  if (!/^https?:$/.test(url.protocol)) refuse('is not http(s)')
  if (url.origin !== origin && !allow.some((other) => new URL(other).origin === url.origin)) {
    refuse('leads to another origin')
  }
  // Counted after the origin and as encoded, so that what passed once passes again.
  if (url.href.length - url.origin.length > maxLength) refuse(`is longer than ${maxLength} characters`)
  if (isAmbiguous(url.pathname)) refuse('has a path that is or decodes to // or holds a control')
  return url
}

function parse(target: string, origin: string): URL | undefined {
  try {
    return new URL(target, origin)
  } catch {
    return undefined
  }
}

/** Whether the path, at any depth of percent-encoding, begins like a host or holds a control: proxies decode again. */
function isAmbiguous(path: string): boolean {
  const decoded = path.replace(/%([0-7][\da-f])/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return /^\/[/\\]|\p{Cc}/u.test(path) || (decoded !== path && isAmbiguous(decoded))
}
