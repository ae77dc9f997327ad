import { attempt } from '../attempt.ts'
import { byId } from '../dom.ts'
import { showLetter } from './letter.ts'

for (const section of document.querySelectorAll<HTMLElement>('[data-page]')) {
  section.hidden = section.dataset.page !== location.pathname
}

if (location.pathname === '/private') {
  await showLetter()
} else {
  byId('back', HTMLButtonElement).addEventListener('click', () => history.back())
  byId('revoke-and-back', HTMLButtonElement).addEventListener('click', () => {
    void attempt(async () => {
      // Without a client: on a real site somebody else would do this, on another machine.
      await fetch('/api/revoke', { method: 'POST' })
      history.back()
    })
  })
}
