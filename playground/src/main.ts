import { attempt } from './attempt.ts'
import { showComparison } from './comparison.ts'
import { showCountdown } from './countdown-ring.ts'
import { byId } from './dom.ts'
import { showEvents } from './event-log.ts'
import { showIdleTimeouts } from './idle-timeouts.ts'
import { showKeepalive } from './keepalive.ts'
import { showParallelWrites } from './parallel-writes.ts'
import { showState } from './state-panel.ts'
import { showStay } from './stay.ts'
import { showWarning } from './warning.ts'

const announcer = byId('announcer', HTMLElement)

/** For people who listen: a polite word now and then, apart from the timer that ticks. */
function say(text: string): void {
  announcer.textContent = text
}

await attempt(showIdleTimeouts)
showStay()
showCountdown(say)
showKeepalive()
showWarning(say)
showState()
showComparison()
showEvents()
showParallelWrites(say)
