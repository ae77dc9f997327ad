import { byId } from './dom.ts'
import { digits, inWords } from './format.ts'
import { machine, session } from './session.ts'

const ring = byId('ring-left', SVGElement)
const face = byId('digits', HTMLElement)
const caption = byId('ring-caption', HTMLElement)
const spoken = byId('time-left', HTMLElement)

/** Shows the time left as a ring and as digits; `say` gets what the client finds worth saying aloud. */
export function showCountdown(say: (text: string) => void): void {
  let said = ''
  session.countdown.subscribe(({ remaining }) => {
    const state = session.getSnapshot()
    if (state.status !== 'active') return
    const left = remaining ?? 0
    ring.style.strokeDashoffset = String(1 - Math.min(left / state.originalMaxAge, 1))
    face.textContent = digits(left)
    spoken.textContent = inWords(left)
    const words = session.countdown.announcement()
    // A renewal starts it anew, which is no news to whoever made it.
    if (words !== said && left < state.originalMaxAge - 1000) say(words && `${words} left in your session.`)
    said = words
  })
  session.subscribe(showCaption)
  machine.subscribe(showCaption)
  showCaption()
}

function showCaption(): void {
  const state = session.getSnapshot()
  const isVerifying = state.status === 'active' && state.phase === 'verifying'
  caption.textContent = machine.isAsleep ? 'asleep' : isVerifying ? 'checking' : 'left'
  if (state.status === 'active') return
  face.textContent = '–:––'
  spoken.textContent = ''
  caption.textContent = state.status === 'none' ? 'no session' : ''
}
