import { Listeners } from '../listeners.ts'
import type { StoreNews } from '../store.ts'

/** How processes tell each other of sessions that have ended. */
export interface Ends {
  /** Tells all watchers. Called once the ends are committed. */
  tell(ids: readonly string[], now: number): Promise<void>
  /** Resolves once it listens, with what stops it. */
  watch(listener: (news: StoreNews) => void): Promise<() => void>
  close(): void
}

/** What hears of ends for all listeners of a process. `stop` ends it, also while it is only starting. */
export interface Source {
  readonly started: Promise<void>
  stop(): void
}

/** Has one source for all listeners, for as long as there is one. */
export function shared(start: (tell: (news: readonly StoreNews[]) => void) => Source): Omit<Ends, 'tell'> {
  const listeners = new Listeners()
  let source: Source | undefined

  function stopIfUnused(): void {
    if (!listeners.isEmpty) return
    source?.stop()
    source = undefined
  }

  return {
    async watch(listener) {
      const remove = listeners.add(listener)
      const stop = () => {
        remove()
        stopIfUnused()
      }
      try {
        source ??= start((news) => listeners.tell(news))
        await source.started
        return stop
      } catch (error) {
        stop()
        throw error
      }
    },
    close() {
      listeners.clear()
      stopIfUnused()
    },
  }
}
