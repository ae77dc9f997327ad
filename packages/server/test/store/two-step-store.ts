import type { Clock } from '../../src/clock.ts'
import type { MemoryStore } from '../../src/store/memory.ts'
import type { NewRecord, SessionStore } from '../../src/store/store.ts'
import { plainRevocations } from './plain-revocations.ts'

/** Keeps the sessions of each subject in an index apart, as a cluster does: a command each for the record and for the index. */
export interface TwoSteps {
  /** The methods, for a process that dies after so many commands. */
  methods(commands?: number): Partial<SessionStore>
}

/** `indexFirst`: whether a key is in the index before its record is there. Otherwise a crash in between loses the session. */
export function twoSteps(good: MemoryStore, clock: Clock, { indexFirst }: { indexFirst: boolean }): TwoSteps {
  const index = new Map<string, Set<string>>()
  const keysOf = (subject: string): Set<string> => {
    const keys = index.get(subject) ?? new Set()
    index.set(subject, keys)
    return keys
  }
  const revocations = plainRevocations(good, clock)

  return {
    methods(commands = Number.POSITIVE_INFINITY) {
      let left = commands
      const command = <T>(run: () => T): T => {
        left -= 1
        if (left < 0) throw new Error('the process is dead')
        return run()
      }
      const withIndex = <T>(key: string, { subject }: NewRecord, store: () => T): T => {
        if (subject === null) return command(store)
        const note = () => command(() => keysOf(subject).add(key))
        if (indexFirst) note()
        const answer = command(store)
        if (!indexFirst) note()
        return answer
      }
      const list = (subject: string) =>
        [...keysOf(subject)].flatMap((key) => {
          const record = good.read(key)
          return record?.subject === subject ? [{ key, record }] : []
        })
      return {
        create: (key, record, version) =>
          withIndex(key, record, () => revocations.create(key, record, version)),
        write: (key, record, version, ends) =>
          withIndex(key, record, () => revocations.write(key, record, version, ends)),
        rotate: (key, newKey, record, version, note, ends) =>
          withIndex(newKey, record, () => revocations.rotate(key, newKey, record, version, note, ends)),
        list,
        deleteSubject(subject, exceptKey) {
          command(() => revocations.note(subject, exceptKey))
          const doomed = list(subject).filter(({ key }) => key !== exceptKey)
          return doomed.filter(({ key }) => command(() => good.delete(key)) !== undefined).length
        },
      }
    },
  }
}
