import type { KeepAlivePolicy } from '../activity/due.ts'
import type { SessionEvents } from '../state/events.ts'
import type { Wake } from '../time/countdown.ts'

/** Who is listening, and for what. Who keeps the session alive, or pauses that, only has to be there. */
export interface ClientEvents<Data> extends SessionEvents<Data>, Record<KeepAlivePolicy | 'pause', never> {
  /** After each change of the state, and after the events that name it. */
  state: undefined
  /** The countdown may have come to its next step. */
  tick: Wake
  /** The back/forward cache gave the page back: true; then the verdict is there: false. */
  cover: boolean
}
