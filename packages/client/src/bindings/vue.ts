import {
  type ComputedRef,
  computed,
  getCurrentInstance,
  type HTMLAttributes,
  type InjectionKey,
  inject,
  onActivated,
  onDeactivated,
  onMounted,
  onUnmounted,
  type Plugin,
  type ReservedProps,
  type ShallowRef,
  shallowRef,
} from 'vue'
import type { ActiveState, SessionState } from '../state/state.ts'
import type { CountdownOptions } from '../time/countdown.ts'
import type { ExpiryDialogProps } from './dialog-props.ts'
import type { RegisteredData } from './register.ts'
import { type RequireSessionOptions, requireSession } from './require-session.ts'
import { activeSession, keepEqual, type SessionSelector, whole } from './selection.ts'
import { createScope, requireScope, type SessionProvision, type SessionScope } from './session-scope.ts'

export type { RequireSessionOptions } from './require-session.ts'
export type { SessionSelector } from './selection.ts'
export type { SessionProvision } from './session-scope.ts'

declare module 'vue' {
  interface GlobalComponents {
    'sojourn-expiry-dialog': new () => { $props: HTMLAttributes & ReservedProps & ExpiryDialogProps }
  }
  interface IntrinsicElementAttributes {
    'sojourn-expiry-dialog': HTMLAttributes & ExpiryDialogProps
  }
}

const key: InjectionKey<SessionScope> = Symbol()

/** `app.use(sessionPlugin, { session })` makes the session known to the app's components. */
export const sessionPlugin: Plugin<[SessionProvision]> = {
  install(app, provision) {
    const scope = createScope(provision)
    app.provide(key, scope)
    // A server's app is never unmounted.
    if (globalThis.document) app.onUnmount(scope.retain())
  },
}

/** The state, or what `selector` makes of it; what it builds anew counts as the same while its content is the same. */
export function useSession(): ComputedRef<SessionState<RegisteredData>>
export function useSession<Value>(selector: SessionSelector<Value>): ComputedRef<Value>
export function useSession(selector: SessionSelector<unknown> = whole): ComputedRef<unknown> {
  const { session, initial } = useScope()
  // Where Vue hydrates, a component has its element before it is set up.
  const state = shallowRef(
    globalThis.document && !getCurrentInstance()?.vnode.el ? session.getSnapshot() : initial,
  )
  whileMounted(() => {
    const update = (): void => {
      state.value = session.getSnapshot()
    }
    update()
    return session.subscribe(update)
  })
  return computed((previous) => keepEqual(previous, selector(state.value)))
}

/** Milliseconds until the session ends, as `session.countdown` tells them. */
export function useCountdown(options: CountdownOptions = {}): Readonly<ShallowRef<number | null>> {
  const { session, remaining: first } = useScope()
  const remaining = shallowRef(first)
  whileMounted(() =>
    session.countdown.subscribe((tick) => {
      remaining.value = tick.remaining
    }, options),
  )
  return remaining
}

/** For private pages: the session, once there is one. Whoever has none is sent to sign in, and when it ends too. */
export function useRequireSession(
  options: RequireSessionOptions = {},
): ComputedRef<ActiveState<RegisteredData> | undefined> {
  const { session } = useScope()
  whileMounted(() => requireSession(session, options))
  return useSession(activeSession)
}

function useScope(): SessionScope {
  return requireScope(inject(key, undefined))
}

/** Runs `start` while the component is on the page: what KeepAlive has put away hears nothing. */
function whileMounted(start: () => () => void): void {
  const instance = getCurrentInstance()
  let stop: (() => void) | undefined
  const begin = (): void => {
    // What mounts in a tree that was put away begins when that comes back.
    for (let at = instance; at; at = at.parent) if (at.isDeactivated) return
    stop ??= start()
  }
  const end = (): void => {
    stop?.()
    stop = undefined
  }
  onMounted(begin)
  onActivated(begin)
  onDeactivated(end)
  onUnmounted(end)
}
