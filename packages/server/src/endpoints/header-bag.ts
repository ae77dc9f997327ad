/** The headers of a response that has not left, whatever the host: each host gives one. Names are taken in any case. */
export interface HeaderBag {
  /** The value; of `Set-Cookie`, and of whatever else was set as a list, a copy of that list. `undefined` where it is not set. */
  get(name: string): string | readonly string[] | undefined
  /** Replaces what is there. */
  set(name: string, value: string | readonly string[]): void
  /** Adds values, each on a line of its own, to those that are there. */
  append(name: string, values: readonly string[]): void
  remove(name: string): void
  /** The names of what is set by now, in lower case. */
  names(): readonly string[]
}

/** Adds to `Vary` what is not there yet (RFC 9110 §12.5.5). */
export function addVary(headers: HeaderBag, added: string): void {
  const vary = headers.get('Vary')
  if (vary === undefined) {
    headers.set('Vary', added)
    return
  }
  const present = namesIn(vary.toString())
  if (present.includes('*')) return
  const isThere = (name: string) => present.some((each) => each.toLowerCase() === name.toLowerCase())
  headers.set('Vary', [...present, ...namesIn(added).filter((name) => !isThere(name))].join(', '))
}

function namesIn(vary: string): string[] {
  return vary.split(',').flatMap((name) => name.trim() || [])
}

/** What the caches of CDNs obey in place of `Cache-Control`: RFC 9213, its forms for one CDN alone, and what was before it. */
const cdnCacheControl = /^(.+-)?cdn-cache-control$|^surrogate-control$/

/** Takes back what lets a CDN keep the response and hand it to others. */
export function removeCdnCacheControl(headers: HeaderBag): void {
  for (const name of headers.names()) if (cdnCacheControl.test(name)) headers.remove(name)
}
