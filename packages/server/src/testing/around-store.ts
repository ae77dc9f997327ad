import type { SessionStore } from '../store/store.ts'

/** Called instead of each method of a store; its result is the method's result. */
export type Around = (method: string, args: readonly unknown[], call: () => unknown) => unknown

/** Wraps each method of a store by `around`. Methods that the store lacks are missing here too. */
export function aroundStore(
  store: SessionStore,
  around: Around,
  abilities: Partial<SessionStore['abilities']> = {},
): SessionStore {
  // Inherits instead of being the store, so that a frozen one can be wrapped.
  const target: SessionStore = Object.create(store, {
    abilities: { value: { ...store.abilities, ...abilities }, writable: true, configurable: true },
  })
  return new Proxy(target, {
    get(_, method) {
      const member: unknown = Reflect.get(target, method, store)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => around(String(method), args, () => Reflect.apply(member, store, args))
    },
  })
}
