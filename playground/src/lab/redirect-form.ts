import { createRedirect, type RedirectReason } from '@sojourn/client/redirect'
import { attempt } from '../attempt.ts'
import { byId, element } from '../dom.ts'
import { readHistory } from './entries.ts'
import { note } from './redirection.ts'

/** Each with what it means. */
const reasons = [
  ['expired', 'the time was up'],
  ['signed-out', 'by the visitor'],
  ['revoked', 'ended by somebody else'],
  ['lost', 'the server does not know it any more'],
  ['anonymous', 'nobody was signed in'],
  ['guard', 'this page wants a sign-in'],
  ['signed-in', 'no more need to sign in'],
  ['navigate', 'a step like any other'],
] as const satisfies readonly (readonly [RedirectReason, string])[]
const choices = ['auto', 'replace', 'assign'] as const

const redirect = createRedirect()

/** The private page's form: leaves for the landing page, for a reason and by a policy of the user's choice. */
export function showRedirectForm(): void {
  const form = byId('redirect', HTMLFormElement)
  byId('reason', HTMLSelectElement).append(...reasons.map(optionOf))

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const chosen = new FormData(form)
    const [reason] = reasons.find(([name]) => name === chosen.get('reason')) ?? []
    const history = choices.find((name) => name === chosen.get('history'))
    if (!reason || !history) return
    const before = readHistory()
    note({ reason, history, ...(before && { before }) })
    void attempt(() => redirect('/lab/landing', { reason, history }))
  })
}

function optionOf([reason, meaning]: readonly [string, string]): HTMLElement {
  return element('option', { value: reason }, `${reason}: ${meaning}`)
}
