/** Whether a cookie of path `cookiePath` is sent with a request for `path` (RFC 6265 §5.1.4). */
export function pathMatches(path: string, cookiePath: string): boolean {
  if (cookiePath === '/' || path === cookiePath) return true
  return path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/')
}
