/** Why the page is left: how the session ended, or what the app does. */
export type RedirectReason =
  | 'signed-out'
  | 'expired'
  | 'revoked'
  | 'lost'
  | 'anonymous'
  | 'guard'
  | 'signed-in'
  | 'navigate'

/** What happens to the page's entry in the history: `replace` overwrites it, `assign` keeps it, so that Back leads to it. */
export type HistoryAction = 'replace' | 'assign'

/** A history action, or `auto`: the reason `navigate` assigns, every other reason replaces. */
export type HistoryChoice = HistoryAction | 'auto'

/** One choice for all reasons, a choice by reason (others are `auto`), or a function that returns the choice. */
export type HistoryPolicy =
  | HistoryChoice
  | { readonly [Reason in RedirectReason]?: HistoryChoice }
  | ((reason: RedirectReason) => HistoryChoice)

/** Whether the policy keeps the page's entry in the history, so that Back leads to it. */
export function isKept(reason: RedirectReason, policy?: HistoryPolicy): boolean {
  const choice = typeof policy === 'function' ? policy(reason) : (Object(policy)[reason] ?? policy)
  return choice === 'assign' || (choice !== 'replace' && reason === 'navigate')
}

/** The reasons after which the document must be replaced, because it still holds private content of the ended session. */
export const endings: readonly RedirectReason[] = ['signed-out', 'expired', 'revoked']
