/** Of several cookies of one name at most this many are looked at, so that nobody makes us verify a header full. */
const mostCandidates = 4

/** Longest value worth a look: browsers cap name and value at 4096 bytes (RFC 6265bis §5.6). */
const longestValue = 4096

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09

/**
 * The values of the cookies named `name` in a `Cookie` header, in the order sent: their order says nothing about their
 * scope (RFC 6265bis §5.8.3), so the caller tries each. Never throws.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  const values: string[] = []
  if (header === undefined) return values
  let from = 0
  while (values.length < mostCandidates) {
    const at = header.indexOf(name, from)
    if (at === -1) return values
    from = at + name.length
    if (header.charCodeAt(from) !== 0x3d || !startsPair(header, at)) continue
    const end = header.indexOf(';', from)
    const value = header.slice(from + 1, end === -1 ? undefined : end).trim()
    if (value.length <= longestValue) values.push(unquote(value))
  }
  return values
}

function startsPair(header: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && isSpace(header.charCodeAt(before))) before--
  return before < 0 || header.charCodeAt(before) === 0x3b
}

/** A cookie-value may stand in double quotes (RFC 6265 §4.1.1). */
function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}
