/** Whom requests that change something may come from, besides the server's own pages. */
export interface OriginPolicy {
  readonly allowedOrigins: readonly string[]
  /** Refuse what says nothing of its origin: only browsers get through. */
  readonly requireOrigin: boolean
}

/** What a browser says of where a request comes from. */
export interface OriginFacts {
  readonly secFetchSite: string | undefined
  readonly origin: string | undefined
  readonly host: string | undefined
}

/**
 * Whether a request that changes something may pass: protection against cross-site request forgery, as Go's
 * `http.CrossOriginProtection` has it. `Sec-Fetch-Site` decides where there is one (every browser since 2023, to
 * trustworthy origins), else `Origin` is compared with `Host`. Without either it is no browser, and carries no cookie
 * against its user's will. `same-site` is foreign: another subdomain may be anybody's.
 */
export function isTrusted(facts: OriginFacts, policy: OriginPolicy): boolean {
  const { secFetchSite, origin, host } = facts
  if (origin !== undefined && policy.allowedOrigins.includes(origin)) return true
  if (secFetchSite !== undefined) return secFetchSite === 'same-origin' || secFetchSite === 'none'
  if (origin !== undefined) return host !== undefined && isOn(origin, host)
  return !policy.requireOrigin
}

/**
 * `Host` has no scheme, and a proxy may have taken the encryption off: only names and ports are compared, as the origin's
 * scheme writes them. A browser leaves the default port out of `Origin`; a proxy may put it into `Host` (RFC 9110 §7.2).
 */
function isOn(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  if (page.protocol !== 'https:' && page.protocol !== 'http:') return false
  const server = `${page.protocol}//${host}`
  return notOnlyHost.test(host) || !URL.canParse(server) ? false : new URL(server).host === page.host
}

/** What would make of a `Host` the credentials, the path or the query of a URL, or be dropped from one. */
const notOnlyHost = /[@/\\?#\s]/
