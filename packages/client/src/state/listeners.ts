export interface Listeners<Value> {
  /** Adds a listener; returns its stop. The same function may be added twice. */
  add(listener: (value: Value) => void): () => void
  emit(value: Value): void
  size(): number
}

export function createListeners<Value>(): Listeners<Value> {
  const listeners = new Set<{ call: (value: Value) => void }>()
  return {
    add(call) {
      const entry = { call }
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    emit(value) {
      for (const entry of [...listeners]) {
        try {
          entry.call(value)
        } catch (error) {
          // One broken listener must neither silence the others nor pass for a failed request.
          reportError(error)
        }
      }
    },
    size: () => listeners.size,
  }
}
