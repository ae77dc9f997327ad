/** Tells `target` where to come back to: the path and search of the page at `href`, never its hash, nor itself. */
export function addReturnTo(target: URL, href: string): void {
  const page = new URL(href)
  // Who is sent to the login page from there must not come back to it after signing in.
  if (page.pathname === target.pathname) return
  for (const name of ['code', 'state', 'token']) page.searchParams.delete(name)
  target.searchParams.set('returnTo', page.pathname + page.search)
}
