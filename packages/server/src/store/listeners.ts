import type { StoreNews } from './store.ts'

/** The watchers of a store in this process. */
export class Listeners {
  readonly #listeners = new Set<{ readonly hear: (news: StoreNews) => void }>()

  get isEmpty(): boolean {
    return this.#listeners.size === 0
  }

  /** Returns what removes the listener again; one that was added twice is two. */
  add(hear: (news: StoreNews) => void): () => void {
    const listener = { hear }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  tellEnded(ids: readonly string[]): void {
    this.tell(ids.map((id) => ({ type: 'ended', id })))
  }

  /**
   * Whoever is added by a listener meanwhile has not waited for this. A listener that throws fails neither the call whose
   * news it got, nor the other listeners.
   */
  tell(news: readonly StoreNews[]): void {
    if (this.isEmpty) return
    for (const listener of [...this.#listeners]) {
      for (const each of news) {
        if (!this.#listeners.has(listener)) break
        try {
          listener.hear(each)
        } catch {}
      }
    }
  }

  clear(): void {
    this.#listeners.clear()
  }
}
