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

/**
 * The plugin that provides the session to the components of the app.
 *
 * @example
 * app.use(sessionPlugin, { session })
 */
export const sessionPlugin: Plugin<[SessionProvision]> = {
  install(app, provision) {
    const scope = createScope(provision)
    app.provide(key, scope)
    // On a server the app is never unmounted, so nothing could stop the client.
    if (globalThis.document) app.onUnmount(scope.retain())
  },
}

/**
 * Returns a ref of the session's state, or of what `selector` returns for it. A new object with equal content is no change.
 *
 * @example
 * const name = useSession((state) => state.status === 'active' ? state.data.name : null)
 */
export function useSession(): ComputedRef<SessionState<RegisteredData>>
export function useSession<Value>(selector: SessionSelector<Value>): ComputedRef<Value>
export function useSession(selector: SessionSelector<unknown> = whole): ComputedRef<unknown> {
  const { session, initial } = useScope()
  // While Vue hydrates, a component has its element before it is set up.
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

/** Returns a ref of the milliseconds until the session ends, rounded up to `every`; `null` for a session without end. */
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

/**
 * For private pages: returns a ref of the active session's state, which is `undefined` until there is one. Redirects to the
 * sign-in page if there is no session, also when it ends later.
 */
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

/** Runs `start` while the component is on the page, and stops it while KeepAlive has it deactivated. */
function whileMounted(start: () => () => void): void {
  const instance = getCurrentInstance()
  let stop: (() => void) | undefined
  const begin = (): void => {
    // A component that mounts in a deactivated tree starts when the tree is activated.
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
