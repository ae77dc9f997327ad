import { safeTarget, UnsafeRedirectError } from '@sojourn/contract'
import { type Clock, systemClock } from '../clock.ts'
import { isLoop } from './loop.ts'
import type { Page } from './page.ts'
import { endings, type HistoryPolicy, isKept, type RedirectReason } from './policy.ts'
import { addReturnTo } from './return-to.ts'
import { type Router, routerPath } from './router.ts'

/** Options of `createRedirect`. */
export interface RedirectOptions {
  /** Origins besides the page's own that targets may be on. Default: none. */
  readonly allow?: readonly string[]
  /** What happens to the page's entry in the history. Default `auto`. */
  readonly history?: HistoryPolicy
  /** The app's router. It gets the targets within the app, except after the end of a session, when the document is replaced. */
  readonly router?: Router
  /**
   * Resolves when no request is under way that leaving the page would cut off, such as that of `end()`. The redirect waits for
   * it, but at most 1.5 s. It must not reject.
   */
  readonly settle?: () => Promise<unknown>
  readonly clock?: Clock
  /** The page to leave. Default: `window`. */
  readonly page?: Page
}

/** Details of one redirect. */
export interface RedirectDetails {
  /** Why the page is left. Default `navigate`. */
  readonly reason?: RedirectReason | undefined
  /**
   * Whether the target gets the page that was left as its parameter `returnTo`, or a path to get instead. The hash of the page
   * is included only with `{ hash: true }`, for routers that use the hash, or if the target has a hash itself; a hash of
   * parameters (`#access_token=`) is never included. After `signed-out` only a given path is added. Default `false`.
   */
  readonly returnTo?: boolean | string | { readonly hash: boolean } | undefined
  /** The history policy of this redirect only. */
  readonly history?: HistoryPolicy | undefined
}

/** Leaves the page. On a server, where there is no page, its methods resolve with `false`. */
export interface Redirect {
  /**
   * Leaves the page for `target`. While one redirect is under way, others resolve with `false` at once, except after the end of a
   * session: such a redirect takes the place of the earlier one.
   *
   * @returns `true` when the page was left or the router has navigated; `false` if the page stayed, which is so after 3 s without
   * a `pagehide`. Also `false` if the target is a page whose guard has redirected six times within half a minute in this tab.
   * @throws {UnsafeRedirectError} Rejects with `unsafe-redirect` if the target breaks a rule of `safeTarget`; with `redirect-loop`
   * at the seventh redirect with the reason `guard` from one page within half a minute.
   */
  (target: string, details?: RedirectDetails): Promise<boolean>
  /** Goes back if `canGoBack()`; otherwise replaces the page by `fallback` (default `/`). */
  back(options?: FallbackOptions): Promise<boolean>
  /** Goes `distance` entries forward, or back if it is negative, as `history.go` does. */
  go(distance: number): Promise<boolean>
  /** Whether Back leads to a page of this origin. Without the Navigation API this cannot be known, and is `false`. */
  canGoBack(): boolean
  /**
   * Leaves, with the reason `signed-in`, for the page in the URL's parameter `returnTo`. Leaves for `fallback` (default `/`) if
   * the parameter is missing or unsafe, or if the router fails to show its page.
   */
  returnTo(options?: FallbackOptions): Promise<boolean>
}

/** Options of `back` and `returnTo`. */
export interface FallbackOptions {
  readonly fallback?: string | undefined
}

/**
 * Creates the redirect of a page. `createSessionClient` has one already, as `session.redirect`.
 *
 * @example
 * const redirect = createRedirect({ allow: ['https://accounts.example'] })
 * await redirect('/login', { reason: 'guard', returnTo: true })
 */
export function createRedirect({
  allow,
  history: policy,
  router,
  settle,
  clock = systemClock,
  page = globalThis.document && globalThis.window,
}: RedirectOptions = {}): Redirect {
  type Way = (left: Promise<unknown>) => unknown

  /** How the page is being left; `null` while no redirect is under way. */
  let underWay: Way | null = null

  const pass = (delay: number): Promise<void> => new Promise((resolve) => clock.after(delay, resolve))

  async function leave(way: Way, pushes?: unknown): Promise<boolean> {
    const listening = new AbortController()
    const once = (type: 'load' | 'pagehide' | 'popstate'): Promise<unknown> =>
      new Promise((resolve) => page.addEventListener(type, resolve, listening))
    const left = once('pagehide')
    underWay = way
    // The back/forward cache may restore the page: then this redirect must not go on.
    void left.then(() => (underWay = null))
    try {
      await Promise.race([settle?.(), pass(1_500)])
      // Before the load handlers have run, browsers turn an `assign` without a user gesture into a `replace`. The Navigation API
      // always pushes.
      if (pushes) {
        if (page.document.readyState !== 'complete') await Promise.race([once('load'), pass(3_000)])
        await pass(0)
      }
      // If `underWay` differs, a session ended meanwhile, and its redirect took over.
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
    // After a sign-out the user does not want to come back.
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
            // The browser aborted the navigation, or another one replaced it.
            return false
          }
        else {
          location[keeps ? 'assign' : 'replace'](url.href)
          // If only the hash differs, the document stays and its URL has changed already.
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
