'use client'

import type * as React from 'react'
import {
  type Context,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  use,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import type { ActiveState, SessionState } from '../state/state.ts'
import type { CountdownOptions } from '../time/countdown.ts'
import type { ExpiryDialogElement, ExpiryDialogProps } from './dialog-props.ts'
import type { RegisteredData } from './register.ts'
import { type RequireSessionOptions, requireSession } from './require-session.ts'
import { activeSession, createSelect, type SessionSelector, whole } from './selection.ts'
import { createScope, requireScope, type SessionProvision, type SessionScope } from './session-scope.ts'

export type { RequireSessionOptions } from './require-session.ts'
export type { SessionSelector } from './selection.ts'
export type { SessionProvision } from './session-scope.ts'

/** Props of `SessionProvider`. */
export interface SessionProviderProps extends SessionProvision {
  readonly children?: ReactNode
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'sojourn-expiry-dialog': React.DetailedHTMLProps<
        React.HTMLAttributes<ExpiryDialogElement>,
        ExpiryDialogElement
      > &
        ExpiryDialogProps
    }
  }
}

const SessionContext: Context<SessionScope | undefined> = createContext<SessionScope | undefined>(undefined)

/**
 * Provides the session to the components below, and keeps the client running while it is mounted. The prop `session` is read
 * once.
 *
 * @example
 * <SessionProvider session={session} initial={view}>…</SessionProvider>
 */
export function SessionProvider(props: SessionProviderProps): ReactElement {
  const [scope] = useState(() => createScope(props))
  useLayoutEffect(scope.retain, [scope])
  useLayoutEffect(() => scope.take(props.initial), [props.initial])
  return createElement(SessionContext, { value: scope }, props.children)
}

/**
 * Returns the state of the session, or what `selector` returns for it. The component renders again only when the result changes;
 * a new object with equal content is no change.
 *
 * @example
 * const name = useSession((state) => state.status === 'active' ? state.data.name : null)
 */
export function useSession(): SessionState<RegisteredData>
export function useSession<Value>(selector: SessionSelector<Value>): Value
export function useSession(selector: SessionSelector<unknown> = whole): unknown {
  const { session, initial } = useScope()
  const [select] = useState(createSelect)
  return useSyncExternalStore(
    session.subscribe,
    () => select(selector, session.getSnapshot()),
    () => select(selector, initial),
  )
}

/**
 * Returns the milliseconds until the session ends, rounded up to `every`; `null` for a session without end. If `every` is a
 * function, pass the same one at each render.
 */
export function useCountdown(options: CountdownOptions = {}): number | null {
  const { session, remaining: first } = useScope()
  const [remaining, setRemaining] = useState(first)
  useLayoutEffect(
    () => session.countdown.subscribe((tick) => setRemaining(tick.remaining), options),
    [session, options.every],
  )
  return remaining
}

/**
 * For private pages: returns the state of the active session, or `undefined` until there is one. Redirects to the sign-in page
 * if there is no session, also when it ends later.
 */
export function useRequireSession(
  options: RequireSessionOptions = {},
): ActiveState<RegisteredData> | undefined {
  const { session } = useScope()
  useLayoutEffect(() => requireSession(session, options), [session, options.target, options.returnTo])
  return useSession(activeSession)
}

function useScope(): SessionScope {
  return requireScope(use(SessionContext))
}
