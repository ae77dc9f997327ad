import { viewSchema } from '@sojourn/contract/schemas'
import type { Answer } from '../http/send.ts'
import type { SessionState } from '../state/state.ts'
import { isOutdated } from '../state/transition.ts'

/**
 * What another tab's renewal says of this tab's stay; nothing unless it lengthens that very stay, by no more than a touch
 * grants, and not past its absolute end.
 */
export function renewalOf<Data>(
  state: SessionState<Data>,
  renewal: Answer<undefined>,
  now: number,
): Answer<Data> | undefined {
  const { sentAt } = renewal
  const view = viewSchema.parse(renewal.view)
  if (state.status !== 'active' || view.status !== 'active' || state.id !== view.id) return undefined
  const isPlausible =
    view.expiresAt > state.expiresAt &&
    view.expiresAt <= (state.endsAt ?? Infinity) &&
    view.maxAge <= state.originalMaxAge &&
    sentAt <= now &&
    !isOutdated(state, view)
  return isPlausible ? { view: { ...view, data: state.data }, sentAt, receivedAt: now } : undefined
}
