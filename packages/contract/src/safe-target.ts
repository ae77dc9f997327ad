/** What a redirect may lead to. */
export interface SafeTargetOptions {
  /** The page's or the site's own `http(s)` URL: targets on its origin pass. */
  readonly base: string | URL
  /** Further origins whose targets pass, such as `https://accounts.example`. */
  readonly allow?: readonly string[] | undefined
}

/** A redirect was refused: the message names the rule that was broken and shows at most 80 characters of the target. */
export class UnsafeRedirectError extends Error {
  override readonly name = 'UnsafeRedirectError'
  readonly code = 'unsafe-redirect'

  constructor(target: string, rule: string) {
    super(`Unsafe ${JSON.stringify(target.slice(0, 80))}: it must ${rule}`)
  }
}

/**
 * Turns a redirect target that came from outside (a `returnTo` parameter above all) into a URL on an allowed origin.
 * Navigate to the `href` of what it returns, never to a string put together again from its parts:
 * the `pathname` of `/.//evil.example` is `//evil.example`. CWE-601; OWASP, Unvalidated Redirects and Forwards.
 *
 * @throws UnsafeRedirectError (`unsafe-redirect`) when the target breaks a rule; TypeError when `base` or an entry
 * of `allow` is no URL
 */
export function safeTarget(target: string, { base, allow = [] }: SafeTargetOptions): URL {
  // A query parser may have made something else of the parameter.
  const text = typeof target === 'string' ? target : ''
  // Below its bare origin, no credentials of the base and no blob: around it reach the result.
  const origins = [base, ...allow].map((url) => new URL(url).origin)

  // Software that normalizes makes a real slash of a fullwidth one (HostSplit, Black Hat USA 2019); of controls, spaces,
  // bidi and zero-width marks and lone surrogates parsers drop some, and people see none.
  const unusual = text.replace(/[!-[\]-~]/g, '').normalize('NFKC')
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\/:?#@%]/u.test(unusual))
    throw new UnsafeRedirectError(text, 'hold no space, \\ or lookalike')
  // From the root, or with a host that has no credentials, no escapes and no foreign letters.
  const url = /^(\/(?!\/)|https?:\/\/[^/?#@%\x80-\uffff]+([/?#]|$))/i.test(text) && parse(text, origins[0])
  if (!url || !origins.includes(url.origin)) throw new UnsafeRedirectError(text, 'be a path or allowed URL')
  // Counted as it will be written, so that what passed once passes again.
  if (url.href.length > 2048) throw new UnsafeRedirectError(text, 'be shorter')
  if (isAmbiguous(url.pathname)) throw new UnsafeRedirectError(text, 'not decode to // or controls')
  return url
}

function parse(text: string, origin: string | undefined): URL | undefined {
  try {
    return new URL(text, origin)
  } catch {
    return undefined
  }
}

/** Whether a path, at any depth of percent-encoding, begins like a host or holds a control: proxies decode again. */
function isAmbiguous(path: string): boolean {
  const decoded = path.replace(/%[0-7][\da-f]/gi, decodeURIComponent)
  return /^\/[/\\]|\p{Cc}/u.test(path) || (decoded !== path && isAmbiguous(decoded))
}
