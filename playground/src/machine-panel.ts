import { byId, onChoice } from './dom.ts'
import { digits } from './format.ts'
import { machine, session } from './session.ts'

/** Past the deadline, and past the second that the client gives the server's clock. */
const oversleep = 1500

const sleep = byId('sleep', HTMLButtonElement)
const oversleepButton = byId('oversleep', HTMLButtonElement)

/** The switches of the pretended machine. */
export function showMachine(): void {
  onChoice(byId('network', HTMLElement), (value) => machine.setOnline(value === 'online'))
  onChoice(byId('clock', HTMLElement), (value) => machine.setClock(Number(value)))

  let alarm: ReturnType<typeof setTimeout> | undefined
  sleep.addEventListener('click', () => {
    clearTimeout(alarm)
    if (machine.isAsleep) machine.wake()
    else machine.sleep()
  })
  oversleepButton.addEventListener('click', () => {
    // Not `disabled`, which would take the keyboard's focus away.
    if (machine.isAsleep || session.getSnapshot().status !== 'active') return
    machine.sleep()
    alarm = setTimeout(machine.wake, left + oversleep)
  })

  let left = 0
  const update = (): void => {
    sleep.textContent = machine.isAsleep ? 'Wake up' : 'Fall asleep'
    oversleepButton.textContent = `Sleep past the end${left > 0 ? `, ${digits(left)}` : ''}`
    oversleepButton.setAttribute(
      'aria-disabled',
      String(machine.isAsleep || session.getSnapshot().status !== 'active'),
    )
    // Nobody can press a button of a machine that sleeps.
    for (const part of document.querySelectorAll<HTMLElement>('[data-awake]')) part.inert = machine.isAsleep
  }
  session.countdown.subscribe(({ remaining }) => {
    left = remaining ?? 0
    update()
  })
  session.subscribe(update)
  machine.subscribe(update)
}
