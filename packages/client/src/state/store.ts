import { eventsBetween, type SessionEvents, type SessionEventType } from './events.ts'
import { createListeners } from './listeners.ts'
import { share } from './share.ts'
import { type SessionState, unknownState } from './state.ts'

export interface StateStore<Data> {
  get(): SessionState<Data>
  /** Takes the next state. One that equals the current one changes nothing and tells nobody. */
  set(next: SessionState<Data>): void
  /** Calls `listener` after each change; returns its stop. */
  subscribe(listener: () => void): () => void
  /** Calls `listener` at each such event, before subscribers; returns its stop. */
  on<Type extends SessionEventType>(
    type: Type,
    listener: (event: SessionEvents<Data>[Type]) => void,
  ): () => void
}

export function createStateStore<Data>(): StateStore<Data> {
  let state: SessionState<Data> = unknownState
  const subscribers = createListeners<void>()
  const events = createListeners<{ type: SessionEventType; state: SessionState<Data>; identity: boolean }>()
  return {
    get: () => state,
    set(next) {
      const previous = state
      state = share(previous, next)
      if (state === previous) return
      const { types, identity } = eventsBetween(previous, state)
      for (const type of types) events.emit({ type, state, identity })
      subscribers.emit()
    },
    subscribe: subscribers.add,
    on: (type, listener) =>
      events.add((event) => {
        // `eventsBetween` names an event only when the state is the one that it stands for.
        if (event.type === type) listener(event as never)
      }),
  }
}
