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

/** Makes the session known to the components below, and keeps it listening while it is mounted. `session` is read once. */
export function SessionProvider(props: SessionProviderProps): ReactElement {
  const [scope] = useState(() => createScope(props))
  useLayoutEffect(scope.retain, [scope])
  useLayoutEffect(() => scope.take(props.initial), [props.initial])
  return createElement(SessionContext, { value: scope }, props.children)
}

/**
 * The state, or what `selector` makes of it. The component renders again only when that changes; what a selector builds
 * anew counts as the same while its content is the same.
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

/** Milliseconds until the session ends, as `session.countdown` tells them. A function as `every` should stay the same one. */
export function useCountdown(options: CountdownOptions = {}): number | null {
  const { session, remaining: first } = useScope()
  const [remaining, setRemaining] = useState(first)
  useLayoutEffect(
    () => session.countdown.subscribe((tick) => setRemaining(tick.remaining), options),
    [session, options.every],
  )
  return remaining
}

/** For private pages: the session, once there is one. Whoever has none is sent to sign in, and when it ends too. */
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
