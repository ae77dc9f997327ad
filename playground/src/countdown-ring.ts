import { announcementAt } from './announcements.ts'
import { byId } from './dom.ts'
import { digits, inWords } from './format.ts'
import { type State, session } from './session.ts'

const ring = byId('ring-left', SVGElement)
const face = byId('digits', HTMLElement)
const caption = byId('ring-caption', HTMLElement)
const spoken = byId('time-left', HTMLElement)

/** Shows the time left as a ring and as digits; `say` gets a word at a few marks. */
export function showCountdown(say: (text: string) => void): void {
  let before = 0
  session.countdown.subscribe(({ remaining }) => {
    const state = session.getSnapshot()
    if (state.status !== 'active') return
    const left = remaining ?? 0
    ring.style.strokeDashoffset = String(1 - Math.min(left / state.originalMaxAge, 1))
    face.textContent = digits(left)
    spoken.textContent = inWords(left)
    const words = announcementAt(before, left)
    if (words) say(words)
    before = left
  })
  session.subscribe(() => showCaption(session.getSnapshot()))
  showCaption(session.getSnapshot())
}

function showCaption(state: State): void {
  caption.textContent = state.status === 'active' && state.phase === 'verifying' ? 'checking' : 'left'
  if (state.status === 'active') return
  face.textContent = '–:––'
  spoken.textContent = ''
  caption.textContent = state.status === 'none' ? 'no session' : ''
}
