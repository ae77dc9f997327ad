import { byId } from './dom.ts'
import { timeOfDay } from './format.ts'
import { machine, session } from './session.ts'
import { jumpOf } from './timeline/entry.ts'

const note = byId('time-note', HTMLElement)

/** Says beside the countdown that time went on unseen: in a sleep of now, or where the clock was found to have jumped. */
export function showTimeJumps(): void {
  let jump = ''
  let asleepSince = 0
  const update = (): void => {
    if (!machine.isAsleep) asleepSince = 0
    else asleepSince ||= machine.clock.now()
    note.textContent = asleepSince
      ? `Asleep since ${timeOfDay(asleepSince)}: the countdown stands still here; on the server time goes on.`
      : jump
  }
  session.on('trace', ({ type, cause }) => {
    if (type !== 'clock') return
    const now = timeOfDay(machine.clock.now())
    jump = `The clock jumped ${jumpOf(Number(cause))}. At ${now} the server was asked how much time is left.`
    update()
  })
  // What comes later has nothing to do with it.
  session.on('started', () => {
    jump = ''
    update()
  })
  machine.subscribe(update)
}
