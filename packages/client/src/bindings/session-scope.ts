import { readView, type SessionView } from '@sojourn/contract'
import type { SessionClient } from '../client/session-client.ts'
import { systemClock } from '../clock.ts'
import { type SessionState, unknownState } from '../state/state.ts'
import { afterEnd, afterView } from '../state/transition.ts'
import { shownOf } from '../time/countdown.ts'
import type { RegisteredData } from './register.ts'

/** The props of a provider. */
export interface SessionProvision {
  /** The client. One per module is enough, also on a server, where it holds no state. */
  readonly session: SessionClient<RegisteredData>
  /**
   * The view that the server rendered the page with, as `GET /session` returns it: the same JSON on the server and in the
   * browser. A wrong view counts as none. Another view later is taken over if its `now` is later.
   */
  readonly initial?: SessionView<RegisteredData> | undefined
}

/** What a provider passes to the components below. */
export interface SessionScope {
  readonly session: SessionClient<RegisteredData>
  /** The state that the server rendered, which hydration must render again. */
  readonly initial: SessionState<RegisteredData>
  /** The remaining milliseconds of that state, as a countdown shows them. */
  readonly remaining: number | null
  /** Keeps the client running while the provider is mounted. Returns a function that ends this. */
  retain(): () => void
  /** Takes over a view if it is newer than all before, and asks the server to confirm it. Any but the first is shown at once. */
  take(this: void, initial: SessionProvision['initial']): void
}

/** Gives the client the server's view before a component reads its state. Without a window the client ignores it. */
export function createScope({ session, initial }: SessionProvision): SessionScope {
  // If the client has a state already, that is newer than the view. The view is at most as old as the page.
  if (initial && session.getSnapshot().status === 'unknown') session.apply(initial, systemClock.monotonic())
  const view = viewIn(initial)
  let newest = 0
  function take(next: SessionProvision['initial']): void {
    if (next && next.now > newest) {
      newest = next.now
      if (newest !== initial?.now) session.apply(next)
      // An error is in the state.
      session.refresh().catch(() => {})
    }
  }
  return {
    session,
    initial: !view
      ? unknownState
      : view.status === 'active'
        ? afterView(view, 'steady')
        : afterEnd(unknownState, view.reason ?? 'anonymous'),
    remaining: shownOf(view?.status === 'active' ? view.maxAge : 0),
    retain() {
      take(initial)
      return session.subscribe(() => {})
    },
    take,
  }
}

function viewIn(initial: unknown): SessionView | undefined {
  try {
    return readView(initial)
  } catch {
    return
  }
}

export function requireScope<Kind extends SessionScope>(scope: Kind | undefined): Kind {
  if (!scope) throw new Error('Add a session provider')
  return scope
}
