import type { ExpiryDialogElement, ExpiryDialogTexts, ExpirySession } from '../dialog/index.ts'

export type { ExpiryDialogElement }

/** The properties of `<sojourn-expiry-dialog>` in markup, besides those of every element. */
export interface ExpiryDialogProps {
  readonly session?: ExpirySession | null | undefined
  readonly texts?: Partial<ExpiryDialogTexts> | undefined
}
