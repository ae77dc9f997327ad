import {
  type Accessor,
  type Context,
  createComponent,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  onCleanup,
  onMount,
  sharedConfig,
  useContext,
} from 'solid-js'
import type { ActiveState, SessionState } from '../state/state.ts'
import type { CountdownOptions } from '../time/countdown.ts'
import type { ExpiryDialogElement, ExpiryDialogProps } from './dialog-props.ts'
import type { RegisteredData } from './register.ts'
import { type RequireSessionOptions, requireSession } from './require-session.ts'
import { activeSession, keepEqual, type SessionSelector, whole } from './selection.ts'
import { createScope, requireScope, type SessionProvision, type SessionScope } from './session-scope.ts'

export type { RequireSessionOptions } from './require-session.ts'
export type { SessionSelector } from './selection.ts'
export type { SessionProvision } from './session-scope.ts'

/** Props of `SessionProvider`. */
export interface SessionProviderProps extends SessionProvision {
  readonly children?: JSX.Element
}

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'sojourn-expiry-dialog': HTMLAttributes<ExpiryDialogElement> & {
        readonly [Name in keyof ExpiryDialogProps as `prop:${Name}`]: ExpiryDialogProps[Name]
      }
    }
  }
}

const SessionContext: Context<SessionScope | undefined> = createContext<SessionScope>()

/**
 * Provides the session to the components below, and keeps the client running while it is mounted. The prop `session` is read
 * once.
 *
 * @example
 * <SessionProvider session={session} initial={view}>…</SessionProvider>
 */
export function SessionProvider(props: SessionProviderProps): JSX.Element {
  const value = createScope(props)
  whileMounted(() => value.retain())
  createEffect(() => value.take(props.initial))
  return createComponent(SessionContext.Provider, {
    value,
    get children() {
      return props.children
    },
  })
}

/**
 * Returns an accessor of the session's state, or of what `selector` returns for it. A new object with equal content is no
 * change.
 *
 * @example
 * const name = useSession((state) => state.status === 'active' ? state.data.name : null)
 */
export function useSession(): Accessor<SessionState<RegisteredData>>
export function useSession<Value>(selector: SessionSelector<Value>): Accessor<Value>
export function useSession(selector: SessionSelector<unknown> = whole): Accessor<unknown> {
  const { session, initial } = useScope()
  // `sharedConfig.context` is set on a server and while Solid hydrates.
  const [state, setState] = createSignal(sharedConfig.context ? initial : session.getSnapshot())
  const update = (): unknown => setState(session.getSnapshot())
  whileMounted(() => {
    update()
    return session.subscribe(update)
  })
  return createMemo((previous: unknown) => keepEqual(previous, selector(state())))
}

/** Returns an accessor of the milliseconds until the session ends, rounded up to `every`; `null` for a session without end. */
export function useCountdown(options: CountdownOptions = {}): Accessor<number | null> {
  const { session, remaining: first } = useScope()
  const [remaining, setRemaining] = createSignal(first)
  whileMounted(() => session.countdown.subscribe((tick) => setRemaining(tick.remaining), options))
  return remaining
}

/**
 * For private pages: returns an accessor of the active session's state, which is `undefined` until there is one. Redirects to
 * the sign-in page if there is no session, also when it ends later.
 */
export function useRequireSession(
  options: RequireSessionOptions = {},
): Accessor<ActiveState<RegisteredData> | undefined> {
  const { session } = useScope()
  whileMounted(() => requireSession(session, options))
  return useSession(activeSession)
}

function useScope(): SessionScope {
  return requireScope(useContext(SessionContext))
}

function whileMounted(start: () => () => void): void {
  onMount(() => onCleanup(start()))
}
