/** Texts of what depends on the limit, by the part that shows them. */
export interface ExpiryLimitTexts {
  readonly title: string
  readonly message: string
  readonly primary: string
}

/** Every text of the dialog. Shown as text: markup in it stays what it is. */
export interface ExpiryDialogTexts {
  /** When the stay ends for want of activity; `primary` extends it. */
  readonly idle: ExpiryLimitTexts
  /** When the stay ends at its fixed limit, which nothing extends; `primary` goes back to the page, as after a failed attempt. */
  readonly absolute: ExpiryLimitTexts
  /** The message while the server is asked whether the stay is over. */
  readonly verifying: string
  /** The message after an attempt without a verdict of the server. */
  readonly failed: string
  /** Signs out. */
  readonly end: string
  /** What a screen reader says of the time left: whole minutes above one, then 60, 40 and 20 seconds. */
  readonly remaining: (amount: number, unit: 'minute' | 'second') => string
  /** What the eye sees of it, each second; takes milliseconds. */
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
