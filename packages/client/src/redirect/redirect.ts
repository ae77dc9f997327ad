import { safeTarget } from '@sojourn/contract'
import { type Clock, systemClock } from '../clock.ts'
import { loadDocument, untilPushable } from './document.ts'
import type { Page } from './page.ts'
import { chooseHistory, type HistoryPolicy, isEnding, type RedirectReason } from './policy.ts'
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
   * Resolves when nothing is under way that leaving would cut off, an `end()` above all. It must come soon, for the page
   * stays until then, and must not reject.
   */
  readonly settle?: () => Promise<unknown>
  readonly clock?: Clock
  /** Default: `window`. */
  readonly page?: Page
}

export interface RedirectDetails {
  /** Default: `navigate`. */
  readonly reason?: RedirectReason
  /** Tells the target, in its parameter `returnTo`, which page was left. Default: `false`. */
  readonly returnTo?: boolean
  /** Instead of the policy, this once. */
  readonly history?: HistoryPolicy
}

/**
 * Leaves the page for `target`. Resolves `true` when the page left or the router took over, `false` when the page stayed.
 * While one redirect is under way others resolve `false` at once, but for those after the end of a session: they take its
 * place. After 3 s without a `pagehide` the page counts as staying.
 *
 * Rejects with UnsafeRedirectError (`unsafe-redirect`) when the target breaks a rule.
 */
export type Redirect = (target: string, details?: RedirectDetails) => Promise<boolean>

export function createRedirect({
  allow,
  history: policy = 'auto',
  router,
  settle,
  clock = systemClock,
  page = globalThis.window,
}: RedirectOptions = {}): Redirect {
  /** The target that the page is leaving for: while there is one, the latch is closed. */
  let underWay: URL | undefined

  return async (target, { reason = 'navigate', returnTo, history = policy } = {}) => {
    const fresh = isEnding(reason)
    // Where a server renders, there is no page to leave.
    if (!page || (underWay && !fresh)) return false
    const { origin } = page.location
    const url = safeTarget(target, { base: origin, allow })
    if (returnTo) addReturnTo(url, page.location.href)
    const action = chooseHistory(reason, history)
    const path = router && !fresh && routerPath(url, router, origin)

    underWay = url
    try {
      await settle?.()
      if (action === 'assign' && !path) await untilPushable(page, clock)
      // A session ended meanwhile, and its redirect took over.
      if (underWay !== url) return false
      if (!path) return await loadDocument(url, action, fresh, page, clock)
      await router.navigate(path, { replace: action === 'replace' })
      return true
    } finally {
      if (underWay === url) underWay = undefined
    }
  }
}
