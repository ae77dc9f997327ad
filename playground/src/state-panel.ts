import { byId, element } from './dom.ts'
import { timeOfWeek } from './format.ts'
import { type State, session } from './session.ts'

const list = byId('state', HTMLElement)

/** The client's snapshot in words. */
export function showState(): void {
  const update = (): void => {
    const rows = factsOf(session.getSnapshot())
    list.replaceChildren(...rows.map(rowOf))
  }
  session.subscribe(update)
  update()
}

type Row = readonly [name: string, value: string, meaning: string]

function rowOf([name, value, meaning]: Row): HTMLElement {
  const told = element('dd', {}, value, element('small', {}, meaning))
  return element('div', {}, element('dt', {}, name), told)
}

function factsOf(state: State): readonly Row[] {
  const none = '–'
  const isActive = state.status === 'active'
  return [
    ['Status', state.status, 'active: signed in; none: signed out; unknown: not answered yet'],
    [
      'Phase',
      isActive ? state.phase : none,
      'steady; expiring: ends soon; verifying: asking whether it is over',
    ],
    ['Reason', state.status === 'none' ? state.reason : none, 'why nobody is signed in'],
    ['Connection', state.connection, 'whether the last request got an answer'],
    ['Stale', state.stale ? 'yes' : 'no', 'yes: may be old, for the server could not be asked'],
    ['Last error', state.error ? `${state.error.code}: ${state.error.message}` : 'none', ''],
    ['ID', isActive ? state.id : none, 'tells one sign-in from the next; opens nothing'],
    [
      'Ends at the latest',
      isActive && state.endsAt !== null ? timeOfWeek(state.endsAt) : none,
      'however often it is renewed',
    ],
  ]
}
