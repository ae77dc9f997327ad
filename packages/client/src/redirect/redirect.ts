import { safeTarget, UnsafeRedirectError } from '@sojourn/contract'
import { type Clock, systemClock } from '../clock.ts'
import { isLoop } from './loop.ts'
import type { Page } from './page.ts'
import { endings, type HistoryPolicy, isKept, type RedirectReason } from './policy.ts'
import { addReturnTo } from './return-to.ts'
import { type Router, routerPath } from './router.ts'

export interface RedirectOptions {
  /** Origins besides the page's own that a target may lead to. */
  readonly allow?: readonly string[]
  /** Default: `auto`. */
  readonly history?: HistoryPolicy
  /** Takes the targets within the app, but for the end of a session. */
  readonly router?: Router
  /**
   * Resolves when nothing is under way that leaving would cut off, an `end()` above all. The page stays until then, but no
   * longer than 1.5 s. It must not reject.
   */
  readonly settle?: () => Promise<unknown>
  readonly clock?: Clock
  /** Default: `window`. */
  readonly page?: Page
}

export interface RedirectDetails {
  /** Default: `navigate`. */
  readonly reason?: RedirectReason | undefined
  /**
   * Tells the target, in its parameter `returnTo`, which page was left, or this one instead. The page's hash stays behind but
   * with `{ hash: true }`, for routers by the hash, or where the target has a hash; a hash of parameters (`#access_token=`)
   * always does. After `signed-out` only a page that is named is told. Default: `false`.
   */
  readonly returnTo?: boolean | string | { readonly hash: boolean } | undefined
  /** Instead of the policy, this once. */
  readonly history?: HistoryPolicy | undefined
}

/** Leaves the page. Without one, where a server renders, its methods resolve `false`. */
export interface Redirect {
  /**
   * Leaves the page for `target`. Resolves `true` when the page left or the router took over, `false` when the page stayed:
   * after 3 s without a `pagehide` it counts as staying. While one redirect is under way others resolve `false` at once, but
   * for those after the end of a session: they take its place.
   *
   * Rejects with UnsafeRedirectError: `unsafe-redirect` when the target breaks a rule, `redirect-loop` at the seventh `guard` of
   * one page within half a minute in this tab: the target is guarded itself, or something sends back. After six no redirect
   * leads there, and resolves `false`: who is sent to and fro by programs stays on the sign-in page.
   */
  (target: string, details?: RedirectDetails): Promise<boolean>
  /** Goes back where `canGoBack()`; elsewhere the page is replaced by `fallback` (default `/`). */
  back(options?: FallbackOptions): Promise<boolean>
  /** Goes `distance` entries forward, or back where it is negative, as `history.go`. */
  go(distance: number): Promise<boolean>
  /** Whether Back leads to a page of this origin. Without the Navigation API nobody can tell, and it is `false`. */
  canGoBack(): boolean
  /**
   * Leaves, with the reason `signed-in`, for the page that the parameter `returnTo` of this one names; for `fallback`
   * (default `/`) where it names none, an unsafe one, or one that the router fails to show.
   */
  returnTo(options?: FallbackOptions): Promise<boolean>
}

export interface FallbackOptions {
  readonly fallback?: string | undefined
}

export function createRedirect({
  allow,
  history: policy,
  router,
  settle,
  clock = systemClock,
  page = globalThis.document && globalThis.window,
}: RedirectOptions = {}): Redirect {
  type Way = (left: Promise<unknown>) => unknown

  /** How the page is being left: while it is, the latch is closed. */
  let underWay: Way | null = null

  const pass = (delay: number): Promise<void> => new Promise((resolve) => clock.after(delay, resolve))

  async function leave(way: Way, pushes?: unknown): Promise<boolean> {
    const listening = new AbortController()
    const once = (type: 'load' | 'pagehide' | 'popstate'): Promise<unknown> =>
      new Promise((resolve) => page.addEventListener(type, resolve, listening))
    const left = once('pagehide')
    underWay = way
    // A page that comes back from the cache is not left behind the user's back.
    void left.then(() => (underWay = null))
    try {
      await Promise.race([settle?.(), pass(1_500)])
      // Until the load handlers have run, every browser makes a replace of an assign that no gesture of the user began. The
      // Navigation API pushes at any time.
      if (pushes) {
        if (page.document.readyState !== 'complete') await Promise.race([once('load'), pass(3_000)])
        await pass(0)
      }
      // Otherwise a session ended meanwhile, and its redirect took over.
      return underWay === way && !!(await Promise.race([left, once('popstate'), pass(3_000), way(left)]))
    } finally {
      listening.abort()
      if (underWay === way) underWay = null
    }
  }

  async function redirect(
    target: string,
    { reason = 'navigate', returnTo, history = policy }: RedirectDetails = {},
  ): Promise<boolean> {
    const fresh = endings.includes(reason)
    if (!page || (underWay && !fresh)) return false
    const { location, navigation } = page
    const url = safeTarget(target, { base: location.href, allow })
    if (typeof returnTo === 'string') addReturnTo(url, returnTo, location.origin)
    // Who left on purpose does not want to come back.
    else if (returnTo && reason !== 'signed-out')
      addReturnTo(
        url,
        location.href.replace(url.hash || Object(returnTo).hash ? /#\w+=.*/ : /#.*/, ''),
        location.origin,
      )
    const keeps = isKept(reason, history)
    const path = router && !fresh && routerPath(url, router, location.origin)
    const isGuard = reason === 'guard'
    if (!fresh && isLoop(page, (isGuard ? location : url).href, clock.now(), isGuard)) {
      if (!isGuard) return false
      throw new UnsafeRedirectError(target, 'not loop', 'redirect-loop')
    }

    return leave(
      async (left) => {
        if (path) await router.navigate(path, { replace: !keeps })
        else if (navigation)
          try {
            await navigation.navigate(url.href, { history: keeps ? 'push' : 'replace' }).committed
          } catch {
            // The browser gave the navigation up, or another one overtook it.
            return false
          }
        else {
          location[keeps ? 'assign' : 'replace'](url.href)
          // The URL of a document that stays changes at once.
          if (location.href !== url.href) return left
        }
        if (!fresh) return true
        location.reload()
        return left
      },
      keeps && !path && !navigation,
    )
  }
  const canGoBack = (): boolean => !!page?.navigation?.canGoBack
  const go = async (distance: number): Promise<boolean> =>
    !!page &&
    !underWay &&
    leave((left) => {
      page.history.go(distance)
      return left
    })

  return Object.assign(redirect, {
    canGoBack,
    go,
    back: ({ fallback = '/' }: FallbackOptions = {}) =>
      canGoBack() ? go(-1) : redirect(fallback, { history: 'replace' }),
    returnTo({ fallback = '/' }: FallbackOptions = {}) {
      const named = new URLSearchParams(page?.location.search).get('returnTo')
      const details = { reason: 'signed-in' } as const
      return redirect(named ?? fallback, details).catch(() => redirect(fallback, details))
    },
  })
}
