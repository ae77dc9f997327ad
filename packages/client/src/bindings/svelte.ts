import { getContext, onMount, setContext } from 'svelte'
import type * as elements from 'svelte/elements'
import { createSubscriber } from 'svelte/reactivity'
import { toStore } from 'svelte/store'
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

/** A reactive value for markup, `$derived` and `$effect`. Read `.current` of the object each time: destructured it does not update. */
export interface Current<Value> {
  readonly current: Value
}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'sojourn-expiry-dialog': elements.HTMLAttributes<ExpiryDialogElement> & ExpiryDialogProps
  }
}

interface SvelteScope extends SessionScope {
  /** Whether hydration is done, so that components may show the client's state. */
  isMounted: boolean
}

const key = {}

/**
 * Provides the session to the components below. Call it while the root component (the layout in SvelteKit) is set up. If
 * `initial` is a getter, newer views that it returns later are taken over too.
 *
 * @example
 * provideSession({ session, get initial() { return data.view } })
 */
export function provideSession(provision: SessionProvision): void {
  const scope: SvelteScope = { ...createScope(provision), isMounted: false }
  setContext(key, scope)
  onMount(() => {
    scope.isMounted = true
    const stop = scope.retain()
    const stopTaking = toStore(() => provision.initial).subscribe(scope.take)
    return () => {
      stop()
      stopTaking()
    }
  })
}

/**
 * Returns the state of the session, or what `selector` returns for it, as `.current`. A new object with equal content is no
 * change.
 *
 * @example
 * const name = useSession((state) => state.status === 'active' ? state.data.name : null)
 */
export function useSession(): Current<SessionState<RegisteredData>>
export function useSession<Value>(selector: SessionSelector<Value>): Current<Value>
export function useSession(selector: SessionSelector<unknown> = whole): Current<unknown> {
  const scope = useScope()
  const { session, initial } = scope
  let { isMounted } = scope
  let shown: unknown
  const select = (): unknown => {
    shown = keepEqual(shown, selector(isMounted ? session.getSnapshot() : initial))
    return shown
  }
  return createCurrent(select, (tell) => {
    const check = (): void => {
      if (shown !== select()) tell()
    }
    isMounted = true
    check()
    return session.subscribe(check)
  })
}

/** Returns the milliseconds until the session ends as `.current`, rounded up to `every`; `null` for a session without end. */
export function useCountdown(options: CountdownOptions = {}): Current<number | null> {
  const { session, remaining: first } = useScope()
  let shown = first
  return createCurrent(
    () => shown,
    (tell) =>
      session.countdown.subscribe(({ remaining }) => {
        if (shown !== remaining) tell()
        shown = remaining
      }, options),
  )
}

/**
 * For private pages: returns the state of the active session as `.current`, which is `undefined` until there is one. Redirects
 * to the sign-in page if there is no session, also when it ends later.
 */
export function useRequireSession(
  options: RequireSessionOptions = {},
): Current<ActiveState<RegisteredData> | undefined> {
  const { session } = useScope()
  onMount(() => requireSession(session, options))
  return useSession(activeSession)
}

function useScope(): SvelteScope {
  return requireScope(getContext<SvelteScope | undefined>(key))
}

/** Runs `start` while the component is mounted. The listener that it gets makes readers of `current` read it again. */
function createCurrent<Value>(read: () => Value, start: (tell: () => void) => () => void): Current<Value> {
  let tell = (): void => {}
  const follow = createSubscriber((update) => {
    tell = update
  })
  onMount(() => start(() => tell()))
  return {
    get current() {
      follow()
      return read()
    },
  }
}
