import { safeTarget } from '@sojourn/contract'

/** The app's own router, as far as a redirect needs it. */
export interface Router {
  /** Goes to a path of the app; the redirect is over when what it returns has settled, or after 3 s. */
  navigate(path: string, options: { readonly replace: boolean }): unknown
  /** The path below which the app is mounted, such as `/app`: the router never sees it. Default: none. */
  readonly base?: string | undefined
}

/** The path of `url` as the router knows it, or `false` when it lies outside of the app. */
export function routerPath({ href }: URL, { base = '' }: Router, origin: string): string | false {
  const outside = origin + base.replace(/\/+$/, '')
  const path = href.slice(outside.length)
  // What was safe below the base (`/app//evil.example`) need not be so without it.
  return href.startsWith(`${outside}/`) && safeTarget(path, { base: origin }) && path
}
