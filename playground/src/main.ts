import { showAppRequests } from './app-requests.ts'
import { attempt } from './attempt.ts'
import { showComparison } from './comparison.ts'
import { showCountdown } from './countdown-ring.ts'
import { byId } from './dom.ts'
import { showExpiryDialog } from './expiry-dialog.ts'
import { showIdleTimeouts } from './idle-timeouts.ts'
import { showKeepalive } from './keepalive.ts'
import { showMachine } from './machine-panel.ts'
import { showParallelWrites } from './parallel-writes.ts'
import { showState } from './state-panel.ts'
import { showStay } from './stay.ts'
import { showTabName } from './tab-name.ts'
import { showTimeJumps } from './time-jumps.ts'
import { showTimeline } from './timeline/timeline.ts'

const announcer = byId('announcer', HTMLElement)

/** For people who listen: a polite word now and then, apart from the timer that ticks. */
function say(text: string): void {
  announcer.textContent = text
}

// First, for it misses nothing then.
showTimeline()
await attempt(showTabName)
await attempt(showIdleTimeouts)
showStay()
showCountdown(say)
showTimeJumps()
showKeepalive()
showExpiryDialog()
showMachine()
showAppRequests()
showState()
showComparison()
await attempt(() => showParallelWrites(say))
