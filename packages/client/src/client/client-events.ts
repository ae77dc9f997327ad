import type { KeepAlivePolicy } from '../activity/due.ts'
import type { StateEvents } from '../state/store.ts'
import type { Wake } from '../time/countdown.ts'

/** Who is listening, and for what. Who keeps the session alive, or pauses that, only has to be there. */
export interface ClientEvents<Data> extends StateEvents<Data>, Record<KeepAlivePolicy | 'pause', never> {
  /** The countdown may have come to its next step. */
  tick: Wake
  /** The back/forward cache gave the page back: true; then the verdict is there: false. */
  cover: boolean
}
