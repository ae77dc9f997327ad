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
import { type Held, hold, provided, type SessionProvision } from './held.ts'
import type { RegisteredData } from './register.ts'
import { type RequireSessionOptions, requireSession } from './require-session.ts'
import { activeStay, createSelect, type SessionSelector, whole } from './selection.ts'

export type { SessionProvision } from './held.ts'
export type { RequireSessionOptions } from './require-session.ts'
export type { SessionSelector } from './selection.ts'

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

const SessionContext: Context<Held | undefined> = createContext<Held | undefined>(undefined)

/** Makes the session known to the components below, and keeps it listening while it is mounted. `session` is read once. */
export function SessionProvider(props: SessionProviderProps): ReactElement {
  const [held] = useState(() => hold(props))
  useLayoutEffect(held.attend, [held])
  useLayoutEffect(() => held.take(props.initial), [props.initial])
  return createElement(SessionContext, { value: held }, props.children)
}

/**
 * The state, or what `selector` makes of it. The component renders again only when that changes; what a selector builds
 * anew counts as the same while its content is the same.
 */
export function useSession(): SessionState<RegisteredData>
export function useSession<Value>(selector: SessionSelector<Value>): Value
export function useSession(selector: SessionSelector<unknown> = whole): unknown {
  const { session, initial } = useHeld()
  const [select] = useState(createSelect)
  return useSyncExternalStore(
    session.subscribe,
    () => select(selector, session.getSnapshot()),
    () => select(selector, initial),
  )
}

/** Milliseconds until the session ends, as `session.countdown` tells them. A function as `every` should stay the same one. */
export function useCountdown(options: CountdownOptions = {}): number | null {
  const { session, remaining: first } = useHeld()
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
  const { session } = useHeld()
  useLayoutEffect(() => requireSession(session, options), [session, options.target, options.returnTo])
  return useSession(activeStay)
}

function useHeld(): Held {
  return provided(use(SessionContext))
}
