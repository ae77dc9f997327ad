import { attempt } from './attempt.ts'
import { byId } from './dom.ts'
import { inWords } from './format.ts'
import { session } from './session.ts'

const box = byId('warning', HTMLElement)
const text = byId('warning-text', HTMLElement)

/** Warns while the stay is about to end. It takes no focus: whoever is typing goes on typing. */
export function showWarning(say: (text: string) => void): void {
  session.countdown.subscribe(({ remaining }) => {
    text.textContent = `It ends in ${inWords(remaining ?? 0)} unless you stay.`
  })
  session.subscribe(() => {
    const state = session.getSnapshot()
    const isEnding = state.status === 'active' && state.phase !== 'steady'
    if (isEnding && box.hidden) say('Your session is about to end. Press “Stay signed in” to keep it.')
    box.hidden = !isEnding
  })
  byId('warning-touch', HTMLButtonElement).addEventListener('click', () => {
    void attempt(() => session.touch())
  })
  byId('warning-end', HTMLButtonElement).addEventListener('click', () => {
    void attempt(() => session.end())
  })
}
