import { attempt } from '../attempt.ts'
import { byId } from '../dom.ts'
import { revoke } from '../revoke.ts'
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
      await revoke()
      history.back()
    })
  })
}
