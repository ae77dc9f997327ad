/** The texts that depend on the limit of the session, by the part of the dialog that shows them. */
export interface ExpiryLimitTexts {
  readonly title: string
  readonly message: string
  readonly primary: string
}

/** All texts of the dialog. They are shown as plain text: markup in them is not interpreted. */
export interface ExpiryDialogTexts {
  /** Shown when the session ends because of inactivity; `primary` extends it. */
  readonly idle: ExpiryLimitTexts
  /** Shown when the session ends at its absolute timeout, which cannot be extended; `primary` closes the dialog. Also after a failed attempt. */
  readonly absolute: ExpiryLimitTexts
  /** The message while the server is asked whether the session has ended. */
  readonly verifying: string
  /** The message after the server did not answer an attempt. */
  readonly failed: string
  /** The label of the button that signs out. */
  readonly end: string
  /** Returns the remaining time as a screen reader says it: whole minutes, then 60, 40 and 20 seconds. */
  readonly remaining: (amount: number, unit: 'minute' | 'second') => string
  /** Returns the remaining time as the dialog shows it, each second. `remaining` is in milliseconds. */
  readonly timer: (remaining: number) => string
}

export const englishTexts: ExpiryDialogTexts = {
  idle: {
    title: 'Are you still there?',
    message: 'You will be signed out soon. Unsaved work may be lost.',
    primary: 'Stay signed in',
  },
  absolute: {
    title: 'Session ends soon',
    message: 'It has a fixed limit and cannot be extended. Save your work now.',
    primary: 'Continue working',
  },
  verifying: 'Checking your session.',
  failed: 'That did not work. Try again.',
  end: 'Sign out now',
  remaining: (amount, unit) => `${amount} ${unit}${amount === 1 ? '' : 's'} left`,
  timer: (remaining) => `${Math.floor(remaining / 60_000)}:${`${(remaining / 1000) % 60}`.padStart(2, '0')}`,
}
