import { post } from './api.ts'
import { attempt } from './attempt.ts'
import { byId } from './dom.ts'
import { session } from './session.ts'
import { note } from './timeline/timeline.ts'

const answer = byId('app-answer', HTMLElement)
const problem = byId('app-problem', HTMLElement)

/** The app's own requests: what their answers say of the session, and an end that the browser is not told of. */
export function showAppRequests(): void {
  byId('app-request', HTMLButtonElement).addEventListener('click', () => void attempt(sendRequest, problem))
  byId('revoke', HTMLButtonElement).addEventListener('click', () => void attempt(revoke, problem))
}

async function sendRequest(): Promise<void> {
  note({ lane: 'requests', title: 'GET /api/inbox', detail: 'sent by the app' })
  const { status, statusText, headers } = await session.fetch('/api/inbox')
  answer.textContent = `${status} ${statusText}\nSojourn-Session: ${headers.get('sojourn-session') ?? '(not there)'}`
}

/** By somebody else: neither this tab's machine nor its client has a part in it. */
async function revoke(): Promise<void> {
  await post('revoke', {}, window.fetch)
  note({ lane: 'world', title: 'Revoked on the server', detail: 'this browser has not been told' })
  answer.textContent = '204 No Content\nThe stay is over. This browser still believes in it.'
}
