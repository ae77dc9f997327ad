import type { SessionCarrier } from '../carrier/carrier.ts'
import type { RequestCookies } from '../carrier/request-cookies.ts'
import type { Policy } from '../options/policy.ts'

/** What effects work with: the store and the other options, and the way to the browser. They change the session alone. */
export interface EffectScope {
  readonly policy: Policy
  readonly carrier: SessionCarrier
  readonly cookies: RequestCookies
}
