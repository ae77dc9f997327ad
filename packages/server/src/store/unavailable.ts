import { SessionError } from '../errors.ts'

/** Why a store is of no use now: `what` it did, and in which call. */
export interface Outage {
  /** A sentence's beginning, such as "the session store failed". */
  readonly what: string
  readonly operation: string
  /** What to do, where that is not to look at the cause and to ask again. */
  readonly advice?: string
}

const usualAdvice = 'Nothing was lost; see the cause, and ask again when the store is back.'

/** The error `store-unavailable` of a call that a store failed, or did not answer in time. */
export function unavailable(outage: Outage, cause?: unknown): SessionError {
  return new SessionError('store-unavailable', unavailableText(outage), cause)
}

/** The same as text. */
export function unavailableText({ what, operation, advice = usualAdvice }: Outage): string {
  return `${what} (${operation}). ${advice}`
}
