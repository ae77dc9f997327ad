import type { Clock } from '../../src/clock.ts'
import { SessionError } from '../../src/errors.ts'
import type {
  NewRecord,
  SessionRecord,
  SessionStore,
  StoredSession,
  StoreNews,
  WriteResult,
} from '../../src/store/store.ts'

/** The specification once more, as plainly as it can be written: what other stores are compared with. */
export function naiveStore(clock: Clock) {
  const records = new Map<string, SessionRecord>()
  const listeners = new Map<symbol, (news: StoreNews) => void>()
  const revocations = new Map<string, { at: number; spared: string | undefined }>()

  function read(key: string): SessionRecord | undefined {
    const record = records.get(key)
    return record && record.expiresAt > clock.now() ? record : undefined
  }

  function list(subject: string): StoredSession[] {
    return [...records.keys()]
      .flatMap((key) => ({ key, record: read(key) ?? [] }))
      .filter((stored): stored is StoredSession => 'id' in stored.record && stored.record.subject === subject)
      .sort((a, b) => a.record.createdAt - b.record.createdAt)
  }

  function assertNotRevoked(record: NewRecord, oldSubject: string | null): void {
    if (record.subject === null || record.subject === oldSubject) return
    const revocation = revocations.get(record.subject)
    if (revocation && record.createdAt <= revocation.at && record.id !== revocation.spared)
      throw new SessionError('session-revoked', 'the sessions of the subject were ended')
  }

  function write(key: string, record: NewRecord, expectedVersion: number, ends?: string): WriteResult {
    const result = put(key, record, expectedVersion, (subject) => assertNotRevoked(record, subject))
    if (result.status === 'written') tellEnded(ends)
    return result
  }

  function tellEnded(id: string | undefined): void {
    if (id === undefined) return
    for (const listener of listeners.values()) {
      try {
        listener({ type: 'ended', id })
      } catch {}
    }
  }

  function put(
    key: string,
    record: NewRecord,
    expectedVersion: number,
    check: (oldSubject: string | null) => void,
  ): WriteResult {
    const current = read(key)
    if (!current) return { status: 'gone' }
    if (current.version !== expectedVersion) return { status: 'conflict', current }
    check(current.subject)
    const version = expectedVersion + 1
    records.set(key, { ...record, version })
    return { status: 'written', version }
  }

  return {
    abilities: {
      compareAndSet: true,
      immediate: true,
      rotate: true,
      subjects: true,
      sweep: true,
      watch: true,
    },
    read,
    create(key, record, version = 1) {
      if (read(key)) throw new Error('taken')
      assertNotRevoked(record, null)
      records.set(key, { ...record, version })
    },
    write,
    touch(key, now) {
      const record = read(key)
      if (!record) return undefined
      const renewed = Math.min(now + record.idleTimeout, record.endsAt ?? Number.POSITIVE_INFINITY)
      const touched = {
        ...record,
        expiresAt: Math.max(record.expiresAt, renewed),
        version: record.version + 1,
      }
      records.set(key, touched)
      return touched
    },
    delete(key) {
      const record = read(key)
      records.delete(key)
      tellEnded(record?.id)
      return record
    },
    rotate(key, newKey, record, expectedVersion, note, ends) {
      if (read(key)?.version === expectedVersion && read(newKey)) throw new Error('taken')
      const result = put(key, note, expectedVersion, (subject) => assertNotRevoked(record, subject))
      if (result.status === 'written') {
        records.set(newKey, { ...record, version: result.version })
        tellEnded(ends)
      }
      return result
    },
    list,
    deleteSubject(subject, exceptKey) {
      const doomed = list(subject).filter(({ key }) => key !== exceptKey)
      const spared = list(subject).find(({ key }) => key === exceptKey)?.record.id
      for (const { key } of doomed) records.delete(key)
      revocations.set(subject, { at: clock.now(), spared })
      for (const { record } of doomed) tellEnded(record.id)
      return doomed.length
    },
    sweep(limit) {
      const dead = [...records.keys()].filter((key) => !read(key)).slice(0, limit)
      for (const key of dead) records.delete(key)
      return dead.length
    },
    keys(limit, after) {
      const rest = [...records.keys()].sort().filter((key) => after === undefined || key > after)
      return { keys: rest.slice(0, limit), next: rest.length > limit ? rest[limit - 1] : undefined }
    },
    count: () => [...records.keys()].filter(read).length,
    watch(listener) {
      const watcher = Symbol()
      listeners.set(watcher, listener)
      return () => void listeners.delete(watcher)
    },
    clear() {
      records.clear()
      revocations.clear()
    },
  } satisfies SessionStore
}
