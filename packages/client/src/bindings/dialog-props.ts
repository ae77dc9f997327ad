import type { ExpiryDialogElement, ExpiryDialogTexts, ExpirySession } from '../dialog/index.ts'

export type { ExpiryDialogElement }

/** What markup may set of `<sojourn-expiry-dialog>` besides what it may of every element. */
export interface ExpiryDialogProps {
  readonly session?: ExpirySession | null | undefined
  readonly texts?: Partial<ExpiryDialogTexts> | undefined
}
