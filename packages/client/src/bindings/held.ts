import type { SessionView } from '@sojourn/contract'
import { viewSchema } from '@sojourn/contract/schemas'
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
   * view counts as none. It is read once.
   */
  readonly initial?: SessionView<RegisteredData> | undefined
}

/** What a provider hands down. */
export interface Held {
  readonly session: SessionClient<RegisteredData>
  /** The state that the server rendered, and that hydration must see. */
  readonly initial: SessionState<RegisteredData>
  /** What was left then, as a countdown shows it. */
  readonly remaining: number | null
  /** Keeps the client listening while the provider is mounted, and has the server's view confirmed; returns the stop. */
  attend(): () => void
}

/** Gives the client the server's view, before anybody reads the client; without a window the client lets it pass. */
export function hold({ session, initial }: SessionProvision): Held {
  // What the client has learned itself is newer.
  if (initial && session.getSnapshot().status === 'unknown') {
    // The view is no older than the page's request; not every place where pages are rendered can tell when that was sent.
    const navigation = performance.getEntriesByType?.('navigation')[0]
    session.apply(initial, systemClock.monotonic() - (navigation?.toJSON().requestStart ?? 0))
  }
  const { data: view } = viewSchema.safeParse(initial)
  return {
    session,
    initial:
      view?.status === 'active'
        ? afterView(view, 'steady')
        : view
          ? afterEnd(unknownState, view.reason ?? 'anonymous')
          : unknownState,
    remaining: shownOf(view?.status === 'active' ? view.maxAge : 0),
    attend() {
      // What goes wrong is in the state.
      if (initial) session.refresh().catch(() => {})
      return session.subscribe(() => {})
    },
  }
}

export function provided<Kind extends Held>(held: Kind | undefined): Kind {
  if (!held) throw new Error('Add a session provider above')
  return held
}
