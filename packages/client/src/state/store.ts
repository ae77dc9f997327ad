import { eventsBetween, type SessionEvents } from './events.ts'
import type { Listeners } from './listeners.ts'
import { shareStructure } from './share-structure.ts'
import { identityOf, type SessionState, unknownState } from './state.ts'

export interface StateEvents<Data> extends SessionEvents<Data> {
  /** After each change, and after the events that name it. */
  state: undefined
}

export interface StateStore<Data> {
  get(): SessionState<Data>
  /** The state as it was last shown: one whose verdict is overdue may be hidden, and is `unknown` meanwhile. */
  last(): SessionState<Data>
  /** Takes the next state. One that equals the current one changes nothing and tells nobody. */
  set(next: SessionState<Data>): void
}

export function createStateStore<Data>({
  emit,
}: Pick<Listeners<StateEvents<Data>>, 'emit'>): StateStore<Data> {
  let state: SessionState<Data> = unknownState
  let shown: SessionState<Data> = unknownState
  return {
    get: () => state,
    last: () => shown,
    set(next) {
      const previous = state
      state = shareStructure(next.status === 'unknown' ? previous : shown, next)
      if (state === previous) return
      const before = shown
      if (state.status !== 'unknown') shown = state
      const identity = identityOf(before) !== identityOf(state)
      // `eventsBetween` names an event only when the state is the one that it stands for.
      for (const type of eventsBetween(before, state, previous.error))
        emit(type, { state, identity } as never)
      emit('state', undefined)
    },
  }
}
