/** What a redirect may lead to. */
export interface SafeTargetOptions {
  /** The page's or the site's own `http(s)` URL: targets on its origin pass. */
  readonly base: string | URL
  /** Further origins whose targets pass, such as `https://accounts.example`. */
  readonly allow?: readonly string[] | undefined
}

/** Why a redirect was refused, for programs. */
type RedirectErrorCode =
  /** The target breaks a rule of `safeTarget`. */
  | 'unsafe-redirect'
  /** Guards sent the page away again and again. */
  | 'redirect-loop'

/** A redirect was refused: the message names the rule that was broken and shows at most 80 characters of the target. */
export class UnsafeRedirectError extends Error {
  override readonly name = 'UnsafeRedirectError'
  declare readonly code: RedirectErrorCode

  constructor(target: string, rule: string, code: RedirectErrorCode = 'unsafe-redirect') {
    super(`${JSON.stringify(target)?.slice(0, 80)} must ${rule}`)
    this.code = code
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
  // Below its bare origin, no credentials of the base and no blob: around it reach the result.
  const origins = [base, ...allow].map((url) => new URL(url).origin)
  let rule = 'be a path or allowed URL'
  try {
    // Software that normalizes makes a real slash of a fullwidth one (HostSplit, Black Hat USA 2019); of controls, spaces,
    // bidi and zero-width marks and lone surrogates parsers drop some, and people see none.
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\/:?#@%]/u.test(target.replace(/[!-[\]-~]/g, '').normalize('NFKC')))
      rule = 'hold no space or lookalike'
    // From the root, or with a host that has no credentials, no escapes and no foreign letters.
    else if (/^(\/(?!\/)|https?:\/\/[\w.:[\]-]+([/?#]|$))/i.test(target)) {
      const url = new URL(target, origins[0])
      if (origins.includes(url.origin))
        if (url.href.length > 2048)
          // Counted as it will be written, so that what passed once passes again.
          rule = 'be shorter'
        else if (isAmbiguous(url.pathname)) rule = 'decode to a path'
        else return url
    }
  } catch {
    // It is no URL, or not even text: a query parser may have made something else of the parameter.
  }
  throw new UnsafeRedirectError(target, rule)
}

/** Whether a path, at any depth of percent-encoding, begins like a host or holds a control: proxies decode again. */
function isAmbiguous(path: string): boolean {
  const decoded = path.replace(/%[0-7][\da-f]/gi, decodeURIComponent)
  return decoded === path ? /^\/[/\\]|\p{Cc}/u.test(path) : isAmbiguous(decoded)
}
