export { type SafeTargetOptions, safeTarget, UnsafeRedirectError } from '@sojourn/contract'
export type { Page } from './page.ts'
export type { HistoryAction, HistoryChoice, HistoryPolicy, RedirectReason } from './policy.ts'
export {
  createRedirect,
  type FallbackOptions,
  type Redirect,
  type RedirectDetails,
  type RedirectOptions,
} from './redirect.ts'
export type { Router } from './router.ts'
