import { eventsBetween, type SessionEvents } from './events.ts'
import type { Listeners } from './listeners.ts'
import { share } from './share.ts'
import { identityOf, type SessionState, unknownState } from './state.ts'

export interface StateEvents<Data> extends SessionEvents<Data> {
  /** After each change, and after the events that name it. */
  state: undefined
}

export interface StateStore<Data> {
  get(): SessionState<Data>
  /** Takes the next state. One that equals the current one changes nothing and tells nobody. */
  set(next: SessionState<Data>): void
}

export function createStateStore<Data>({
  emit,
}: Pick<Listeners<StateEvents<Data>>, 'emit'>): StateStore<Data> {
  let state: SessionState<Data> = unknownState
  return {
    get: () => state,
    set(next) {
      const previous = state
      state = share(previous, next)
      if (state === previous) return
      const identity = identityOf(previous) !== identityOf(state)
      // `eventsBetween` names an event only when the state is the one that it stands for.
      for (const type of eventsBetween(previous, state)) emit(type, { state, identity } as never)
      emit('state', undefined)
    },
  }
}
