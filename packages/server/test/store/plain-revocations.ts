import type { Clock } from '../../src/clock.ts'
import type { MemoryStore } from '../../src/store/memory.ts'
import { isRevoked, type Revocation, revoked } from '../../src/store/revocation.ts'
import type { NewRecord, SessionRecord } from '../../src/store/store.ts'

/** How a store that keeps its own revocations does one thing or another; what is left out it does right. */
export interface Rules {
  /** What it remembers of the end of all sessions of a subject; `before`: what it remembered until then. */
  note?(revocation: Revocation, before: Revocation | undefined): Revocation
  /** The id of the session that is spared under the key. */
  sparedUnder?(key: string): string | null
  refuses?(record: NewRecord, revocation: Revocation | undefined, key: string, version: number): boolean
  forgets?(): boolean
  /** The subject by which it is remembered. */
  named?(subject: string): string
}

/** Methods of a store that remembers itself whose sessions were ended, over one that is never told. */
export function plainRevocations(good: MemoryStore, clock: Clock, rules: Rules = {}) {
  const {
    note = (revocation) => revocation,
    refuses = (record, revocation) => isRevoked(record, revocation),
    named = (subject) => subject,
    forgets = () => true,
  } = rules
  const revocations = new Map<string, Revocation>()

  function check(key: string, record: NewRecord, current: SessionRecord | undefined, version = 1): void {
    const { subject } = record
    if (subject === null || subject === current?.subject) return
    if (refuses(record, revocations.get(named(subject)), key, version)) throw revoked()
  }

  function note_(subject: string, exceptKey: string | undefined): void {
    const session = good.list(subject).find(({ key }) => key === exceptKey)
    const sparedUnder = rules.sparedUnder ?? (() => session?.record.id ?? null)
    const revocation = { at: clock.now(), spared: exceptKey === undefined ? null : sparedUnder(exceptKey) }
    revocations.set(named(subject), note(revocation, revocations.get(named(subject))))
  }

  return {
    check,
    note: note_,
    create(key: string, record: NewRecord, version?: number) {
      check(key, record, undefined, version)
      good.create(key, record, version)
    },
    write(key: string, record: NewRecord, version: number, ends?: string) {
      const current = good.read(key)
      if (current?.version === version) check(key, record, current, version)
      return good.write(key, record, version, ends)
    },
    rotate(key: string, newKey: string, record: NewRecord, version: number, left: NewRecord, ends?: string) {
      const current = good.read(key)
      if (current?.version === version) check(newKey, record, current, version)
      return good.rotate(key, newKey, record, version, left, ends)
    },
    deleteSubject(subject: string, exceptKey?: string): number | Promise<number> {
      note_(subject, exceptKey)
      const doomed = good.list(subject).filter(({ key }) => key !== exceptKey)
      for (const { key } of doomed) good.delete(key)
      return doomed.length
    },
    clear() {
      good.clear()
      if (forgets()) revocations.clear()
    },
  }
}
