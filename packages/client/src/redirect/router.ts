import { safeTarget } from '@sojourn/contract'

/** The part of the app's router that a redirect uses. */
export interface Router {
  /** Goes to a path of the app. The redirect is done when the returned promise has settled, or after 3 s. */
  navigate(path: string, options: { readonly replace: boolean }): unknown
  /** The path below which the app is mounted, such as `/app`. Paths are passed to the router without it. Default: none. */
  readonly base?: string | undefined
}

/** The path of `url` as the router knows it; `false` if it is outside of the app. */
export function routerPath({ href }: URL, { base = '' }: Router, origin: string): string | false {
  const outside = origin + base.replace(/\/+$/, '')
  const path = href.slice(outside.length)
  // A path that is safe below the base (`/app//evil.example`) may be unsafe without it.
  return href.startsWith(`${outside}/`) && safeTarget(path, { base: origin }) && path
}
