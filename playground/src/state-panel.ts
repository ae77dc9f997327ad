import { byId, element } from './dom.ts'
import { timeOfWeek } from './format.ts'
import { type State, session } from './session.ts'

const list = byId('state', HTMLElement)

/** The client's snapshot in words. */
export function showState(): void {
  const update = (): void => {
    const rows = factsOf(session.getSnapshot())
    list.replaceChildren(
      ...rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    )
  }
  session.subscribe(update)
  update()
}

function factsOf(state: State): readonly (readonly [name: string, value: string])[] {
  const none = '–'
  const isActive = state.status === 'active'
  return [
    ['Status', state.status],
    ['Phase', isActive ? state.phase : none],
    ['Reason', state.status === 'none' ? state.reason : none],
    ['Connection', state.connection],
    ['Stale', state.stale ? 'yes' : 'no'],
    ['Last error', state.error ? `${state.error.code}: ${state.error.message}` : 'none'],
    ['Stay', isActive ? state.id : none],
    ['Ends at the latest', isActive && state.endsAt !== null ? timeOfWeek(state.endsAt) : none],
  ]
}
