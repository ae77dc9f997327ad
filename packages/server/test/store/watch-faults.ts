import type { MemoryStore } from '../../src/store/memory.ts'
import type { SessionStore, StoreNews } from '../../src/store/store.ts'
import type { Fault, Spoil } from './spoilt-store.ts'

type Tell = (id: string | undefined) => void
type Changes = Partial<Omit<SessionStore, 'watch'>>

/** A store that hears of ends by itself, and tells of others when it likes; `mute` tells of nothing meanwhile. */
function telling(spoil: (good: MemoryStore, tell: Tell, mute: <T>(call: () => T) => T) => Changes): Spoil {
  return (good) => {
    const listeners = new Set<{ hear: (news: StoreNews) => void }>()
    let isMuted = false
    const tell: Tell = (id) => {
      if (id === undefined || isMuted) return
      for (const { hear } of listeners) {
        try {
          hear({ type: 'ended', id })
        } catch {}
      }
    }
    good.watch((news) => tell(news.type === 'ended' ? news.id : undefined))
    function mute<T>(call: () => T): T {
      isMuted = true
      try {
        return call()
      } finally {
        isMuted = false
      }
    }
    return {
      watch(hear) {
        const listener = { hear }
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      ...spoil(good, tell, mute),
    }
  }
}

/** Each is found by the one case that it names, and by no other. */
export const watchFaults: Fault[] = [
  [
    'a delete of nothing is told of',
    'watch: tells of each session that is deleted',
    telling((good, tell) => ({
      delete(key) {
        const deleted = good.delete(key)
        if (deleted === undefined) tell(key)
        return deleted
      },
    })),
  ],
  [
    'deleteSubject is not told of',
    'watch: tells of each session that deleteSubject ends',
    telling((good, _, mute) => ({
      deleteSubject: (subject, exceptKey) => mute(() => good.deleteSubject(subject, exceptKey)),
    })),
  ],
  [
    'deleteSubject tells of the spared one, too',
    'watch: tells of each session that deleteSubject ends',
    telling((good, tell) => ({
      deleteSubject(subject, exceptKey) {
        for (const { record } of good.list(subject)) tell(record.id)
        return good.deleteSubject(subject, exceptKey)
      },
    })),
  ],
  [
    'a write tells of an end that it was refused',
    'watch: tells of the session that a write ends',
    telling((good, tell) => ({
      write(key, record, version, ends) {
        tell(ends)
        return good.write(key, record, version)
      },
    })),
  ],
  [
    'a write tells of no end',
    'watch: tells of the session that a write ends',
    telling((good) => ({ write: (key, record, version) => good.write(key, record, version) })),
  ],
  [
    'a rotation tells of an end that it was refused',
    'watch: tells of the session that a rotation ends',
    telling((good, tell) => ({
      rotate(key, newKey, record, version, note, ends) {
        tell(ends)
        return good.rotate(key, newKey, record, version, note)
      },
    })),
  ],
  [
    'another id is taken for an end',
    'watch: tells of nothing that goes on',
    telling((good, tell) => ({
      write(key, record, version, ends) {
        const before = good.read(key)
        const result = good.write(key, record, version, ends)
        if (result.status === 'written' && before?.id !== record.id) tell(before?.id)
        return result
      },
    })),
  ],
  [
    'a sweep is told of',
    'watch: tells of nothing that goes on',
    telling((good, tell) => ({
      sweep(limit) {
        const swept = good.sweep(limit)
        if (swept > 0) tell('swept')
        return swept
      },
    })),
  ],
  [
    'who stops one watcher stops all',
    'watch: several watchers hear the same',
    (good) => {
      const stops: (() => void)[] = []
      return {
        watch(listener) {
          stops.push(good.watch(listener))
          return () => {
            for (const stop of stops.splice(0)) stop()
          }
        },
      }
    },
  ],
  [
    'what a listener throws fails the call',
    'watch: a listener that throws',
    (good) => {
      const listeners = new Set<(news: StoreNews) => void>()
      return {
        watch(listener) {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        delete(key) {
          const deleted = good.delete(key)
          if (deleted) for (const listener of listeners) listener({ type: 'ended', id: deleted.id })
          return deleted
        },
        write(key, record, version, ends) {
          const result = good.write(key, record, version)
          if (ends !== undefined && result.status === 'written')
            for (const listener of listeners) listener({ type: 'ended', id: ends })
          return result
        },
        rotate(key, newKey, record, version, note, ends) {
          const result = good.rotate(key, newKey, record, version, note)
          if (ends !== undefined && result.status === 'written')
            for (const listener of listeners) listener({ type: 'ended', id: ends })
          return result
        },
        deleteSubject(subject, exceptKey) {
          const doomed = good.list(subject).filter(({ key }) => key !== exceptKey)
          const deleted = good.deleteSubject(subject, exceptKey)
          for (const { record } of doomed)
            for (const listener of listeners) listener({ type: 'ended', id: record.id })
          return deleted
        },
      }
    },
  ],
]
