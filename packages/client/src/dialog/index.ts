export { defineExpiryDialog, type ExpiryDialogElement } from './define-expiry-dialog.ts'
export type { ExpirySession, ExpiryState } from './expiry-session.ts'
export type { ExpiryDialogTexts, ExpiryLimitTexts } from './texts.ts'
