import { attempt } from './attempt.ts'
import { byId } from './dom.ts'
import { revoke } from './revoke.ts'
import { session } from './session.ts'
import { note } from './timeline/timeline.ts'

const answer = byId('app-answer', HTMLElement)
const problem = byId('app-problem', HTMLElement)

/** The app's own requests: what their answers say of the session, and an end that the browser is not told of. */
export function showAppRequests(): void {
  byId('app-request', HTMLButtonElement).addEventListener('click', () => void attempt(sendRequest, problem))
  byId('revoke', HTMLButtonElement).addEventListener('click', () => void attempt(endElsewhere, problem))
}

async function sendRequest(): Promise<void> {
  note({ lane: 'requests', title: 'GET /api/inbox', detail: 'by the app' })
  const { status, statusText, headers } = await session.fetch('/api/inbox')
  answer.textContent = `${status} ${statusText}\nSojourn-Session: ${headers.get('sojourn-session') ?? '(not there)'}`
}

async function endElsewhere(): Promise<void> {
  await revoke()
  note({ lane: 'world', title: 'Ended on the server', detail: 'this browser has not been told' })
  answer.textContent =
    'None: this was not the app’s.\nThe session is over, and this browser does not know yet.'
}
