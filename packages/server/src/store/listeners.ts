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

  /** A listener that throws fails neither the call whose news it got, nor the other listeners. */
  tell(news: StoreNews): void {
    for (const { hear } of this.#listeners) {
      try {
        hear(news)
      } catch {}
    }
  }

  tellEnded(ids: readonly string[]): void {
    for (const id of ids) this.tell({ type: 'ended', id })
  }

  clear(): void {
    this.#listeners.clear()
  }
}
