import type { Clock } from '../../src/clock.ts'
import { type MemoryStore, memoryStore } from '../../src/store/memory.ts'
import type { SessionStore } from '../../src/store/store.ts'

type Replaced = { [Name in keyof SessionStore]?: SessionStore[Name] | undefined }
export type Spoil = (good: MemoryStore, clock: Clock) => Replaced

/** The memory store with some methods replaced; `good` is the one beneath, which stays as it is. */
export function spoilt(spoil: Spoil): (clock: Clock) => SessionStore {
  return (clock) => {
    const good = memoryStore({ clock })
    return replaced(good, spoil(good, clock))
  }
}

export function replaced(good: MemoryStore, methods: Replaced): SessionStore {
  return new Proxy<SessionStore>(good, {
    get(_, name) {
      if (name in methods) return Reflect.get(methods, name)
      const member: unknown = Reflect.get(good, name)
      return typeof member === 'function' ? member.bind(good) : member
    },
  })
}

/** What a store gets wrong, the words a failing case must have in its name, and how it is done. */
export type Fault = [string, string, Spoil]
