import { safeTarget } from '@sojourn/contract'

/**
 * Tells `target`, in its parameter `returnTo`, to come back to `left`, a URL or path of `origin`, to the byte but for the answer
 * of an OAuth server: `code`, `state`, `error`, `error_description` and `error_uri` (RFC 6749, 4.1.2) and `iss` (RFC 9207).
 * Nothing is added where nobody would come back: `safeTarget` refuses `left`, or the whole would be too long for it.
 */
export function addReturnTo(target: URL, left: string, origin: string): void {
  try {
    const page = safeTarget(left, { base: origin })
    const search = page.search.replace('?', '&')
    if (search.includes('&state=') && /&(code|error)=/.test(search))
      page.search = search.replace(/&(code|state|error\w*|iss)=[^&]*/g, '').slice(1)
    // Who is sent to the sign-in page from there must not come back to it after signing in.
    if (page.pathname + page.hash !== target.pathname + target.hash)
      target.searchParams.set('returnTo', page.href.slice(origin.length))
    if (target.href.length > 2048) target.searchParams.delete('returnTo')
  } catch {
    // One may sign in without.
  }
}
