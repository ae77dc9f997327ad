/** Why a page is left: how a session ended, or what the app does. */
export type RedirectReason =
  | 'signed-out'
  | 'expired'
  | 'revoked'
  | 'lost'
  | 'anonymous'
  | 'guard'
  | 'signed-in'
  | 'navigate'

/** What becomes of the page's entry in the history: `replace` gives it away, `assign` keeps it for Back. */
export type HistoryAction = 'replace' | 'assign'

/** `auto` is the table: `navigate` assigns, every other reason replaces. */
export type HistoryChoice = HistoryAction | 'auto'

/** One choice for all, a choice for each reason (`auto` where it names none), or a function that chooses. */
export type HistoryPolicy =
  | HistoryChoice
  | { readonly [Reason in RedirectReason]?: HistoryChoice }
  | ((reason: RedirectReason) => HistoryChoice)

/** Whether the page's entry is kept for Back, as the policy says. */
export function isKept(reason: RedirectReason, policy?: HistoryPolicy): boolean {
  const choice = typeof policy === 'function' ? policy(reason) : (Object(policy)[reason] ?? policy)
  return choice === 'assign' || (choice !== 'replace' && reason === 'navigate')
}

/** A session just ended: the document holds what was private, so a new one must take its place. */
export const endings: readonly RedirectReason[] = ['signed-out', 'expired', 'revoked']
