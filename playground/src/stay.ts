import { post } from './api.ts'
import { attempt } from './attempt.ts'
import { byId } from './dom.ts'
import { keepFocus } from './focus.ts'
import { timeOfDay } from './format.ts'
import { chosenIdleTimeout } from './idle-timeouts.ts'
import { machine, type State, session } from './session.ts'
import { note } from './timeline/timeline.ts'

const stay = byId('stay', HTMLElement)
const title = byId('stay-title', HTMLElement)
const text = byId('stay-text', HTMLElement)
const pill = byId('status-pill', HTMLElement)
const problem = byId('problem', HTMLElement)
const doubt = byId('doubt-pill', HTMLElement)
const form = byId('sign-in', HTMLFormElement)
const name = byId('name', HTMLInputElement)
const actions = byId('signed-in', HTMLElement)

/** The page that sent its visitor here, to sign in. */
const cameFrom = new URLSearchParams(location.search).get('returnTo')

type Ending = Extract<State, { status: 'none' }>['reason']

/** What the page says of each way in which there is no session. */
const endings: Record<Ending, readonly [title: string, text: string]> = {
  anonymous: ['Nobody is signed in', 'Sign in: the countdown shows how long you stay signed in.'],
  'signed-out': ['You signed out', 'In this tab or in another one: every tab knows.'],
  expired: ['Your session expired', 'Nothing renewed it before the idle timeout had passed.'],
  revoked: ['Your session was ended', 'Somebody else ended it on the server.'],
  lost: ['Your session is gone', 'The server no longer knows it and does not know why.'],
}

const statuses = { none: 'signed out', unknown: 'asking the server' } as const
const phases = { steady: 'signed in', expiring: 'ends soon', verifying: 'checking' } as const

/** The main card: who is signed in, the forms, and the buttons. */
export function showStay(): void {
  const update = (): void => show(session.getSnapshot())
  session.subscribe(update)
  machine.subscribe(update)
  update()
  keepFocus(title)

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void attempt(async () => {
      note({ lane: 'requests', title: 'POST /api/sign-in', detail: 'by the app' })
      await post('sign-in', { name: name.value, idleTimeout: chosenIdleTimeout() })
      await session.signedIn()
      if (cameFrom !== null) await session.returnTo()
    })
  })
  byId('touch', HTMLButtonElement).addEventListener('click', () => void attempt(renew))
  byId('end', HTMLButtonElement).addEventListener('click', () => void attempt(signOut))
}

async function renew(): Promise<void> {
  await session.touch().catch(explain('Your session could not be renewed'))
}

async function signOut(): Promise<void> {
  await session.end().catch(explain('You are still signed in, for signing out did not reach the server'))
}

/** Puts before an error what it means to whoever pressed the button. */
function explain(meaning: string): (error: unknown) => never {
  return (error) => {
    throw new Error(`${meaning}. ${error instanceof Error ? error.message : error}.`, { cause: error })
  }
}

function show(state: State): void {
  stay.dataset.status = state.status
  stay.dataset.phase = state.status === 'active' ? state.phase : ''
  stay.toggleAttribute('data-asleep', machine.isAsleep)
  form.hidden = state.status !== 'none'
  actions.hidden = state.status !== 'active'
  pill.textContent = state.status === 'active' ? phases[state.phase] : statuses[state.status]
  if (!state.error) problem.textContent = ''
  const isOffline = state.connection === 'offline'
  doubt.textContent = [machine.isAsleep && 'asleep', isOffline && 'offline', state.stale && 'may be old']
    .filter(Boolean)
    .join(', ')
  if (state.status === 'active') {
    title.textContent =
      state.data.name === null ? 'A session without a name' : `Signed in as ${state.data.name}`
    text.textContent = `Ends at ${timeOfDay(state.expiresAt)} unless something renews it.`
  } else if (state.status === 'none') {
    ;[title.textContent, text.textContent] = endings[state.reason]
    if (cameFrom !== null) text.textContent = `Sign in, and you go on to ${cameFrom}.`
  }
}
