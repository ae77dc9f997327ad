import { crypto } from '#crypto'
import { type Clock, systemClock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import { clearKeys, scanKeys } from './redis/all-keys.ts'
import { type RedisClientLike, type RedisConnection, type SendCommand, toConnection } from './redis/client.ts'
import { Ends } from './redis/ends.ts'
import { warnOfEviction } from './redis/eviction-warning.ts'
import { explained } from './redis/problems.ts'
import { fromHeader, fromText, toRecord, toSubjectField, toValue, unknownForm } from './redis/record-text.ts'
import { toText, toTexts } from './redis/reply.ts'
import { ScriptRunner } from './redis/script-runner.ts'
import type { ScriptName } from './redis/scripts.ts'
import { SubjectIndex } from './redis/subject-index.ts'
import { sessionKey } from './redis/text.ts'
import { revoked } from './revocation.ts'
import type {
  KeyPage,
  NewRecord,
  SessionRecord,
  SessionStore,
  StoredSession,
  StoreNews,
  Touched,
  WriteResult,
} from './store.ts'

/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /** What all keys begin with. Default `sojourn:`. Apps that share a Redis need one each. */
  readonly prefix?: string
  readonly clock?: Clock
}

export type { RedisClientLike, SendCommand }

/** Enough to tell the writes over one version of a record from each other. */
const writerBytes = 6

/**
 * Stores sessions in Redis 6.2 or later, or Valkey: for any number of processes and machines. A read is one command, a write
 * one more, which compares the version and writes in one step. Keys expire with their sessions.
 *
 * @param client - A client of node-redis or ioredis, also for a cluster or Sentinel, or a function that sends one command. The
 * store connects nothing and closes nothing that it was given.
 * @throws {SessionError} `option-invalid` for what is no client, and for a prefix that is no text. Calls reject with
 * `store-unavailable`, and with `store-full` where Redis has reached its `maxmemory`.
 * @example
 * createSessions({ secret, store: redisStore(await createClient({ url }).connect()) })
 */
export function redisStore(client: RedisClientLike, options: RedisStoreOptions = {}): RedisStore {
  const { prefix = 'sojourn:', clock = systemClock } = options
  if (typeof prefix !== 'string')
    throw new SessionError('option-invalid', `redisStore: prefix takes a text, got ${String(prefix)}`)
  return new RedisStore(toConnection(client), prefix, clock)
}

class RedisStore implements SessionStore {
  readonly abilities: SessionStore['abilities']

  readonly #connection: RedisConnection
  readonly #prefix: string
  readonly #clock: Clock
  readonly #scripts: ScriptRunner
  readonly #index: SubjectIndex
  readonly #ends: Ends
  #isClosed = false
  #isChecked = false

  constructor(connection: RedisConnection, prefix: string, clock: Clock) {
    this.#connection = connection
    this.#prefix = prefix
    this.#clock = clock
    this.#scripts = new ScriptRunner(connection)
    this.#index = new SubjectIndex(connection, this.#scripts, prefix)
    this.#ends = new Ends(connection, prefix)
    // Redis removes by itself what has expired; and two keys in one step need not be on one node.
    this.abilities = {
      compareAndSet: true,
      immediate: false,
      rotate: false,
      subjects: true,
      sweep: false,
      watch: connection.subscribe !== undefined,
    }
  }

  read(key: string): Promise<SessionRecord | undefined> {
    return this.#do('read', async () => {
      const name = sessionKey(this.#prefix, key)
      const record = toRecord(toText(await this.#connection.send(name, ['GET', name])))
      return record !== undefined && record.expiresAt > this.#clock.now() ? record : undefined
    })
  }

  create(key: string, record: NewRecord, version = 1): Promise<void> {
    return this.#do('create', async () => {
      this.#warnOnce()
      if (record.subject !== null)
        await this.#index.enter(key, record.subject, record, this.#clock.now(), false)
      const [status] = await this.#run('create', key, this.#valueOf(record, version))
      if (status === 'revoked') throw revoked()
      if (status === 'taken') throw taken()
    })
  }

  write(key: string, record: NewRecord, expectedVersion: number, ends?: string): Promise<WriteResult> {
    return this.#do('write', async () => {
      const { subject, endsAt } = record
      const value = this.#valueOf(record, expectedVersion + 1)
      const write = (state: string): Promise<string[]> =>
        this.#run('write', key, [...value, expectedVersion, toSubjectField(subject), endsAt ?? '', state])
      let [status, text] = await write('')
      if (status === 'index' && subject !== null) {
        // The index comes first: no session is stored that could not be found.
        await this.#index.enter(key, subject, record, this.#clock.now(), text === '')
        ;[status, text] = await write('indexed')
      }
      if (status === 'gone') return { status }
      if (status === 'conflict') return { status, current: fromText(text ?? '') }
      // What the index of the old subject still has is passed over: removed here, it could be the entry of a later sign-in.
      if (ends !== undefined) await this.#ends.tell(ends)
      return { status: 'written', version: expectedVersion + 1 }
    })
  }

  touch(key: string, now: number): Promise<Touched | undefined> {
    return this.#do('touch', async () => {
      const [status, header = '', id = ''] = await this.#run('touch', key, [now])
      return status === 'written' ? fromHeader(header, id) : undefined
    })
  }

  delete(key: string): Promise<SessionRecord | undefined> {
    return this.#do('delete', async () => {
      const [status, text = ''] = await this.#run('remove', key, [])
      if (status !== 'written') return undefined
      const record = fromText(text)
      const { subject, id } = record
      await Promise.all([
        subject === null ? undefined : this.#index.remove(key, subject),
        this.#ends.tell(id),
      ])
      return record
    })
  }

  list(subject: string): Promise<StoredSession[]> {
    return this.#do('list', () => this.#index.list(subject, this.#clock.now()))
  }

  deleteSubject(subject: string, exceptKey?: string): Promise<number> {
    return this.#do('deleteSubject', async () => {
      const ended = await this.#index.endAll(subject, exceptKey, this.#clock.now())
      await Promise.all(ended.map((id) => this.#ends.tell(id)))
      return ended.length
    })
  }

  watch(listener: (news: StoreNews) => void): Promise<() => void> {
    return this.#do('watch', () => this.#ends.watch(listener))
  }

  keys(limit: number, after?: string): Promise<KeyPage> {
    return this.#do('keys', () => scanKeys(this.#connection, this.#prefix, limit, after))
  }

  clear(): Promise<void> {
    return this.#do('clear', () => clearKeys(this.#connection, this.#prefix))
  }

  /** What `create` and `write` store: when it ends, who writes it, and the record as text. */
  #valueOf(record: NewRecord, version: number): (string | number)[] {
    const writer = crypto.randomId(writerBytes)
    return [record.expiresAt, writer, toValue(record, version, writer)]
  }

  async #run(name: ScriptName, key: string, args: readonly (string | number)[]): Promise<string[]> {
    const reply = await this.#scripts.run(name, sessionKey(this.#prefix, key), [
      name,
      this.#clock.now(),
      ...args,
    ])
    const texts = toTexts(reply)
    if (texts[0] === 'unknown') throw unknownForm()
    return texts
  }

  async #do<T>(operation: string, action: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new SessionError('store-unavailable', `redisStore: is closed (${operation}).`)
    try {
      return await action()
    } catch (error) {
      throw explained(operation, error)
    }
  }

  #warnOnce(): void {
    if (this.#isChecked) return
    this.#isChecked = true
    void warnOfEviction(this.#connection, this.#prefix)
  }

  /** The client is the app's own, and stays open. */
  close(): void {
    this.#isClosed = true
    this.#ends.close()
  }
}

/** Without the key: where sids are not hashed, it is a credential. */
function taken(): SessionError {
  return new SessionError('store-unavailable', 'redisStore: a live session is stored under that key')
}

export type { RedisStore }
