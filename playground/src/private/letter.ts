import { createSessionClient } from '@sojourn/client'
import type { AppSessions } from '../../server/sessions.ts'
import { byId } from '../dom.ts'

const secret = byId('secret', HTMLElement)
const letter = byId('letter', HTMLElement)
const arrival = byId('arrival', HTMLElement)

/** Shows what only a signed-in person may see, as long as the server says that one is. */
export async function showLetter(): Promise<void> {
  const session = createSessionClient<AppSessions>()
  let coveredAt = 0

  session.onCover((isCovered) => {
    const isActive = session.getSnapshot().status === 'active'
    cover(isCovered || !isActive)
    if (isCovered) {
      coveredAt = performance.now()
      arrival.textContent = 'Back from the browser’s memory: covered, until the server has answered.'
    } else if (isActive && coveredAt > 0) {
      const milliseconds = Math.round(performance.now() - coveredAt)
      coveredAt = 0
      arrival.textContent = `Back from the browser’s memory: covered for ${milliseconds} ms, until the server said that the session goes on.`
    }
  })
  session.on('ended', ({ state: { reason } }) => {
    cover(true)
    void session.redirect('/', { reason, returnTo: true })
  })
  // A guard: who is not signed in is sent to do so, and comes back.
  const state = await session.require({ target: '/' })
  if (state.status !== 'active') return
  letter.textContent = `Dear ${state.data.name ?? 'stranger'}, the key lies under the third flowerpot.`
  arrival.textContent = 'Loaded anew: shown once the server had said that there is a session.'
  cover(false)
}

function cover(isCovered: boolean): void {
  secret.toggleAttribute('data-covered', isCovered)
  letter.hidden = isCovered
}
