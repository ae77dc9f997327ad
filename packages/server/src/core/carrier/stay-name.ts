/** What no UTF-8 can say: half of a surrogate pair. */
const loneSurrogate = /[\ud800-\udfff]/gu

/**
 * A session's id as a header and a cookie may hold it (RFC 6265 §4.1.1). Those that we made are left as they are; whatever else a
 * store gave back is percent-encoded, and nothing where it gave back none.
 */
export function stayName(id: unknown): string | undefined {
  if (typeof id !== 'string' || id === '') return undefined
  return encodeURIComponent(id.replace(loneSurrogate, '\ufffd'))
}
