import type { KeepAlivePolicy } from '../activity/due.ts'
import type { SessionEvents } from '../state/events.ts'
import type { Wake } from '../time/countdown.ts'

/** The events of the client's listeners. `active`, `open` and `pause` are never emitted: only whether they have a listener counts. */
export interface ClientEvents<Data> extends SessionEvents<Data>, Record<KeepAlivePolicy | 'pause', never> {
  /** After each change of the state, and after the events that name it. */
  state: undefined
  /** The countdown may have reached its next step. */
  tick: Wake
  /** `true` when the back/forward cache restored the page; then `false` when the server has answered. */
  cover: boolean
}
