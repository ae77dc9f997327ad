/** Of several cookies at most this many are looked at, so that nobody makes us verify a header full. */
export const maxCandidates = 4

/** Longest value worth a look: browsers cap name and value at 4096 bytes (RFC 6265bis §5.6). */
const maxValueLength = 4096

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09

/**
 * The values of the cookies named `name` in a `Cookie` header, in the order sent: their order says nothing about their
 * scope (RFC 6265bis §5.8.3), so the caller tries each. Never throws.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  const values: string[] = []
  if (header === undefined) return values
  let from = 0
  while (values.length < maxCandidates) {
    const at = header.indexOf(name, from)
    if (at === -1) return values
    from = at + name.length
    if (header.charCodeAt(from) !== 0x3d || !startsPair(header, at)) continue
    const semicolon = header.indexOf(';', from)
    const value = valueBetween(header, from + 1, semicolon === -1 ? header.length : semicolon)
    if (value !== undefined) values.push(value)
    if (semicolon === -1) return values
    from = semicolon
  }
  return values
}

/** The value without the white space and the double quotes it may stand in (RFC 6265 §4.1.1, §5.2). */
function valueBetween(header: string, start: number, end: number): string | undefined {
  let first = start
  let last = end
  while (first < last && isSpace(header.charCodeAt(first))) first++
  while (first < last && isSpace(header.charCodeAt(last - 1))) last--
  const isQuoted =
    last - first >= 2 && header.charCodeAt(first) === 0x22 && header.charCodeAt(last - 1) === 0x22
  if (isQuoted) {
    first++
    last--
  }
  return last - first > maxValueLength ? undefined : header.slice(first, last)
}

function startsPair(header: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && isSpace(header.charCodeAt(before))) before--
  return before < 0 || header.charCodeAt(before) === 0x3b
}
