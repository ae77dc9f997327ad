/** Options of `safeTarget`: where a redirect may lead to. */
export interface SafeTargetOptions {
  /** The `http(s)` URL of the page or site. Targets on its origin are safe. */
  readonly base: string | URL
  /** Further origins whose targets are safe, such as `https://accounts.example`. */
  readonly allow?: readonly string[] | undefined
}

/** The code of an `UnsafeRedirectError`. */
type RedirectErrorCode =
  /** The target breaks a rule of `safeTarget`. */
  | 'unsafe-redirect'
  /** The guard of one page redirected again and again. */
  | 'redirect-loop'

/**
 * A redirect was refused. Branch on `code`: `unsafe-redirect` or `redirect-loop`. The message names the broken rule and shows at
 * most 80 characters of the target.
 */
export class UnsafeRedirectError extends Error {
  override readonly name = 'UnsafeRedirectError'
  declare readonly code: RedirectErrorCode

  constructor(target: string, rule: string, code: RedirectErrorCode = 'unsafe-redirect') {
    super(`${JSON.stringify(target)?.slice(0, 80)} must ${rule}`)
    this.code = code
  }
}

/**
 * Checks a redirect target that came from outside, such as a `returnTo` parameter, and turns it into a URL on an allowed
 * origin (CWE-601; OWASP, Unvalidated Redirects and Forwards). Navigate to the `href` of the result, never to a string that is
 * built from its parts: the `pathname` of `/.//evil.example` is `//evil.example`.
 *
 * @throws {UnsafeRedirectError} `unsafe-redirect` if the target breaks a rule.
 * @throws {TypeError} if `base` or an entry of `allow` is not a URL.
 * @example
 * const { href } = safeTarget(request.query.returnTo, { base: 'https://app.example' })
 */
export function safeTarget(target: string, { base, allow = [] }: SafeTargetOptions): URL {
  // Only the bare origin is used, so that credentials or a `blob:` of the base do not get into the result.
  const origins = [base, ...allow].map((url) => new URL(url).origin)
  let rule = 'be a path or allowed URL'
  try {
    // Software that normalizes turns a fullwidth slash into a real one (HostSplit, Black Hat USA 2019). Controls, spaces, bidi
    // and zero-width marks and lone surrogates are dropped by some parsers, and invisible to people.
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Z}\\/:?#@%]/u.test(target.replace(/[!-[\]-~]/g, '').normalize('NFKC')))
      rule = 'hold no space or lookalike'
    // A path from the root, or a URL whose host has no credentials, no escapes and only ASCII.
    else if (/^(\/(?!\/)|https?:\/\/[\w.:[\]-]+([/?#]|$))/i.test(target)) {
      const url = new URL(target, origins[0])
      if (origins.includes(url.origin))
        if (url.href.length > 2048)
          // The length of the serialized URL, so that a target that is safe once stays safe.
          rule = 'be shorter'
        else if (isAmbiguous(url.pathname)) rule = 'decode to a path'
        else return url
    }
  } catch {
    // The target is not a URL, or not even text: query parsers may return arrays or objects.
  }
  throw new UnsafeRedirectError(target, rule)
}

/** Whether a path, at any depth of percent-encoding, begins with two slashes or holds a control character: proxies may decode it again. */
function isAmbiguous(path: string): boolean {
  const decoded = path.replace(/%[0-7][\da-f]/gi, decodeURIComponent)
  return decoded === path ? /^\/[/\\]|\p{Cc}/u.test(path) : isAmbiguous(decoded)
}
