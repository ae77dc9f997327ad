import { fetchIdleTimeouts, post } from './api.ts'
import { attempt } from './attempt.ts'
import { byId, element, onChoice } from './dom.ts'
import { short } from './format.ts'
import { session } from './session.ts'
import { note } from './timeline/timeline.ts'

const group = byId('idle-timeouts', HTMLElement)

/** The idle timeouts to choose from: for the next sign-in, or at once for the session there is. */
export async function showIdleTimeouts(): Promise<void> {
  const offered = await fetchIdleTimeouts()
  group.append(...offered.map((timeout, index) => optionOf(timeout, index === offered.length - 1)))

  session.subscribe(showCurrent)
  showCurrent()
  onChoice(group, () => {
    if (session.getSnapshot().status !== 'active') return
    void attempt(async () => {
      note({ lane: 'requests', title: 'POST /api/idle-timeout', detail: 'by the app' })
      await post('idle-timeout', { idleTimeout: chosenIdleTimeout() })
      await session.refresh()
    })
  })
}

/** In milliseconds. */
export function chosenIdleTimeout(): number {
  return Number(group.querySelector<HTMLInputElement>('input:checked')?.value)
}

function optionOf(timeout: number, isChosen: boolean): HTMLElement {
  const radio = element('input', { type: 'radio', name: 'idle-timeout', value: String(timeout) })
  radio.checked = isChosen
  return element('label', {}, radio, element('span', {}, short(timeout)))
}

function showCurrent(): void {
  const state = session.getSnapshot()
  if (state.status !== 'active') return
  const radio = group.querySelector<HTMLInputElement>(`input[value="${state.originalMaxAge}"]`)
  if (radio) radio.checked = true
}
