import { createRedirect, type RedirectReason } from '@sojourn/client/redirect'
import { attempt } from '../attempt.ts'
import { byId, element } from '../dom.ts'
import { readHistory } from './entries.ts'
import { note } from './redirection.ts'

const reasons = [
  'expired',
  'signed-out',
  'revoked',
  'lost',
  'anonymous',
  'guard',
  'signed-in',
  'navigate',
] as const satisfies readonly RedirectReason[]
const choices = ['auto', 'replace', 'assign'] as const

const redirect = createRedirect()

/** The private page's form: leaves for the landing page, for a reason and by a policy of the user's choice. */
export function showRedirectForm(): void {
  const form = byId('redirect', HTMLFormElement)
  byId('reason', HTMLSelectElement).append(...reasons.map((reason) => element('option', {}, reason)))

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const chosen = new FormData(form)
    const reason = reasons.find((name) => name === chosen.get('reason'))
    const history = choices.find((name) => name === chosen.get('history'))
    if (!reason || !history) return
    const before = readHistory()
    note({ reason, history, ...(before && { before }) })
    void attempt(() => redirect('/lab/landing', { reason, history }))
  })
}
