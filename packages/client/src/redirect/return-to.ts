import { safeTarget } from '@sojourn/contract'

/**
 * Adds the parameter `returnTo` to `target`: `left`, which is a URL or path of `origin`. It is kept to the byte, except for the
 * parameters of an OAuth response: `code`, `state`, `error`, `error_description` and `error_uri` (RFC 6749, 4.1.2) and `iss`
 * (RFC 9207). Nothing is added if `safeTarget` would refuse it on the way back: because it is unsafe or the target too long.
 */
export function addReturnTo(target: URL, left: string, origin: string): void {
  try {
    const page = safeTarget(left, { base: origin })
    const search = page.search.replace('?', '&')
    if (search.includes('&state=') && /&(code|error)=/.test(search))
      page.search = search.replace(/&(code|state|error\w*|iss)=[^&]*/g, '').slice(1)
    // If the sign-in page redirects to itself, it must not be the page to come back to.
    if (page.pathname + page.hash !== target.pathname + target.hash)
      target.searchParams.set('returnTo', page.href.slice(origin.length))
    if (target.href.length > 2048) target.searchParams.delete('returnTo')
  } catch {
    // The sign-in works without the parameter.
  }
}
