import { readView, type SessionView } from '@sojourn/contract'
import type { SessionClient } from '../client/session-client.ts'
import { systemClock } from '../clock.ts'
import { type SessionState, unknownState } from '../state/state.ts'
import { afterEnd, afterView } from '../state/transition.ts'
import { shownOf } from '../time/countdown.ts'
import type { RegisteredData } from './register.ts'

/** What a provider is given. */
export interface SessionProvision {
  /** The client. One for the whole module will do: on a server it holds nothing. */
  readonly session: SessionClient<RegisteredData>
  /**
   * The view that the server renders with, as `GET` answers it; the same JSON on the server and in the browser. What is no
   * view counts as none. A later one is taken when the server made it later: its `now` says so.
   */
  readonly initial?: SessionView<RegisteredData> | undefined
}

/** What a provider hands down. */
export interface SessionScope {
  readonly session: SessionClient<RegisteredData>
  /** The state that the server rendered, and that hydration must see. */
  readonly initial: SessionState<RegisteredData>
  /** What was left then, as a countdown shows it. */
  readonly remaining: number | null
  /** Keeps the client listening while the provider is mounted; returns the stop. */
  retain(): () => void
  /** Has what the provider is given now confirmed, if it is newer than all before; what is not its first is shown at once. */
  take(this: void, initial: SessionProvision['initial']): void
}

/** Gives the client the server's view, before anybody reads the client; without a window the client lets it pass. */
export function createScope({ session, initial }: SessionProvision): SessionScope {
  // What the client has learned itself is newer. The view is no older than the page.
  if (initial && session.getSnapshot().status === 'unknown') session.apply(initial, systemClock.monotonic())
  const view = viewIn(initial)
  let newest = 0
  function take(next: SessionProvision['initial']): void {
    if (next && next.now > newest) {
      newest = next.now
      if (newest !== initial?.now) session.apply(next)
      // What goes wrong is in the state.
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
