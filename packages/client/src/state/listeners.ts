/** Listeners to the events of `Events`, by type. */
export interface Listeners<Events> {
  /** Adds a listener; returns its stop. The same function may be added twice. */
  on<Type extends keyof Events>(type: Type, listener: (event: Events[Type]) => void): () => void
  emit<Type extends keyof Events>(type: Type, event: Events[Type]): void
  has(type: keyof Events): boolean
  clear(): void
}

/** `onFirst` is called when there is a listener again, of whatever type; `onLast` when there is none any more. */
export function createListeners<Events>(onFirst: () => void, onLast: () => void): Listeners<Events> {
  const entries = new Set<readonly [type: keyof Events, listener: (event: never) => void]>()
  return {
    on(type, listener) {
      const entry = [type, listener] as const
      if (entries.add(entry).size === 1) onFirst()
      return () => {
        if (entries.delete(entry) && !entries.size) onLast()
      }
    },
    emit(type, event) {
      for (const [listened, listener] of [...entries]) {
        try {
          // It was added for this type.
          if (listened === type) listener(event as never)
        } catch (error) {
          // One broken listener must neither silence the others nor pass for a failed request.
          queueMicrotask(() => {
            throw error
          })
        }
      }
    },
    has: (type) => [...entries].some(([listened]) => listened === type),
    clear() {
      entries.clear()
      onLast()
    },
  }
}
