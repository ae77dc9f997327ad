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

/** What markup, `$derived` and `$effect` follow. Keep the object: taken apart, `current` is what it was. */
export interface Current<Value> {
  readonly current: Value
}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'sojourn-expiry-dialog': elements.HTMLAttributes<ExpiryDialogElement> & ExpiryDialogProps
  }
}

interface SvelteScope extends SessionScope {
  /** Whether the components below may show what the client knows: hydration is over. */
  isMounted: boolean
}

const key = {}

/**
 * To be called while the root component (SvelteKit's layout) is set up: makes the session known to those below. Where
 * `initial` is a getter, a newer view that it gives later is taken, too.
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

/** The state, or what `selector` makes of it; what it builds anew counts as the same while its content is the same. */
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

/** Milliseconds until the session ends, as `session.countdown` tells them. */
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

/** For private pages: the session, once there is one. Whoever has none is sent to sign in, and when it ends too. */
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

/** `start` runs while the component is mounted, and tells whoever read `current` to read it again. */
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
