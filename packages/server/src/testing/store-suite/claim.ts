import type { NewRecord, SessionStore, StoreAbilities } from '../../store/store.ts'
import type { ManualClock } from '../manual-clock.ts'
import type { StoreTools } from './tools.ts'

/** One sentence of the specification, and how it is proved on an empty store. */
export interface Claim {
  readonly name: string
  /** The ability it is about. A store that does not declare it need not keep the claim. */
  readonly ability?: keyof StoreAbilities
  /** The method it is about, where a store may leave that out without any ability to declare. */
  readonly method?: keyof SessionStore
  /** What it takes of the one who tests the store. */
  readonly tool?: keyof StoreTools
  prove(store: SessionStore, clock: ManualClock, tools: StoreTools): Promise<void>
}

export const minute: number = 60_000
export const hour: number = 60 * minute

/** A record that began just now, with an idle timeout of half an hour within a day. */
export function newRecord(clock: ManualClock, changes: Partial<NewRecord> = {}): NewRecord {
  const now = clock.now()
  return {
    id: 'stay-1',
    data: '{"views":1}',
    createdAt: now,
    expiresAt: now + 30 * minute,
    endsAt: now + 24 * hour,
    idleTimeout: 30 * minute,
    persistent: true,
    subject: null,
    ...changes,
  }
}

/** Ann's record, as her next sign-in would store it: with an `id` of its own. */
export function annsRecord(clock: ManualClock, changes: Partial<NewRecord> = {}): NewRecord {
  return newRecord(clock, { subject: 'ann', ...changes })
}

/** What a caller leaves under the old key of a record that moved: it ends by itself, and no touch renews it. */
export function newNote(clock: ManualClock): NewRecord {
  const end = clock.now() + 5 * minute
  const changes = { data: '["moved"]', idleTimeout: 0, persistent: false, expiresAt: end, endsAt: end }
  return newRecord(clock, changes)
}

type With<Name extends keyof SessionStore> = SessionStore & Required<Pick<SessionStore, Name>>

/** The store, known to have the methods that the interface leaves open. */
export function having<Name extends keyof SessionStore>(store: SessionStore, ...names: Name[]): With<Name> {
  if (!has(store, names))
    throw new Error(`the store declares what takes ${names.join(' and ')}, and lacks it`)
  return store
}

function has<Name extends keyof SessionStore>(store: SessionStore, names: Name[]): store is With<Name> {
  return names.every((name) => store[name] !== undefined)
}
