import type { Clock } from '../../clock.ts'
import type {
  NewRecord,
  SessionRecord,
  SessionStore,
  StoreAbilities,
  Touched,
  WriteResult,
} from '../../store/store.ts'
import { expiresAt } from './lifetime.ts'

/** It knows of no other request, so there is nothing to compare with, and nobody to list. */
const abilities: StoreAbilities = {
  compareAndSet: false,
  immediate: true,
  rotate: true,
  subjects: false,
  sweep: false,
  watch: false,
}

const never = (): boolean => false

/**
 * What one request has in place of a store, where the cookie holds the session: the record that the cookie held, then whatever
 * the request makes of it. It lasts as long as the request; the cookie of the response keeps the record.
 */
export class RequestRecords implements SessionStore {
  readonly abilities: StoreAbilities = abilities
  private readonly clock: Clock
  private readonly assertFits: (record: SessionRecord) => void
  /** A request has one session at a time: what replaces it takes its place. */
  private key: string | undefined = undefined
  private record: SessionRecord | undefined = undefined
  private isOver: () => boolean = never

  /** `assertFits` throws when a record is too large for cookies. */
  constructor(clock: Clock, assertFits: (record: SessionRecord) => void) {
    this.clock = clock
    this.assertFits = assertFits
  }

  /** Takes the record that the cookie held, whatever its size; until `isOver` says that its session has ended elsewhere. */
  hold(key: string, record: SessionRecord, isOver: () => boolean): void {
    this.keep(key, record)
    this.isOver = isOver
  }

  read(key: string): SessionRecord | undefined {
    const { record } = this
    if (key !== this.key || record === undefined || this.isOver()) return undefined
    return record.expiresAt > this.clock.now() ? record : undefined
  }

  create(key: string, record: NewRecord, version = 1): void {
    this.store(key, { ...record, version })
  }

  write(key: string, record: NewRecord, expectedVersion: number): WriteResult {
    return this.move(key, key, record, expectedVersion)
  }

  /** No note is left: no other request comes by the old key. */
  rotate(key: string, newKey: string, record: NewRecord, expectedVersion: number): WriteResult {
    return this.move(key, newKey, record, expectedVersion)
  }

  touch(key: string, now: number): Touched | undefined {
    const record = this.read(key)
    if (record === undefined) return undefined
    const touched = {
      ...record,
      expiresAt: Math.max(record.expiresAt, expiresAt(record, now)),
      version: record.version + 1,
    }
    this.keep(key, touched)
    return touched
  }

  delete(key: string): SessionRecord | undefined {
    const record = this.read(key)
    if (record !== undefined) this.record = undefined
    return record
  }

  private move(key: string, newKey: string, record: NewRecord, expectedVersion: number): WriteResult {
    const current = this.read(key)
    if (current === undefined) return { status: 'gone' }
    if (current.version !== expectedVersion) return { status: 'conflict', current }
    const version = expectedVersion + 1
    this.store(newKey, { ...record, version })
    return { status: 'written', version }
  }

  private store(key: string, record: SessionRecord): void {
    this.assertFits(record)
    // Another session than the one that the cookie held.
    if (record.id !== this.record?.id) this.isOver = never
    this.keep(key, record)
  }

  private keep(key: string, record: SessionRecord): void {
    this.key = key
    this.record = record
  }
}
