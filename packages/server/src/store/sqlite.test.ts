import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { second } from '../../test/durations.ts'
import { isPromise } from '../maybe-promise.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { minute, newRecord } from '../testing/store-suite/claim.ts'
import { storeCases, unpromised } from '../testing/store-suite.ts'
import { type SqliteStore, type SqliteStoreOptions, sqliteStore } from './sqlite.ts'

const clock = manualClock()
const record = newRecord(clock)

let folder: string
let file: string
/** What a test opened, closed when it is over. */
let opened: { close(): void }[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-'))
  file = join(folder, 'sessions.db')
  opened = []
})

afterEach(() => {
  for (const each of opened) each.close()
  rmSync(folder, { recursive: true })
})

function open(options: SqliteStoreOptions = {}): SqliteStore {
  const store = sqliteStore(file, { clock, ...options })
  opened.push(store)
  return store
}

/** Another process's connection, as far as SQLite can tell. */
function connect(): DatabaseSync {
  const database = new DatabaseSync(file)
  opened.push({ close: () => void (database.isOpen && database.close()) })
  return database
}

describe('keeps the specification', () => {
  const options = { sweepEvery: false } as const
  for (const { name, run } of storeCases((clock) => sqliteStore(':memory:', { ...options, clock }))) {
    test(`${name}, in memory`, run)
  }
  for (const { name, run } of storeCases((clock) => open({ ...options, clock })))
    test(`${name}, in a file`, run)

  test('and leaves out that every answer comes at once: the file may be locked', () => {
    expect(unpromised(open(options))).toEqual([expect.stringContaining('immediate')])
  })
})

describe('the file', () => {
  test('is made with its folder, and readable by its owner alone', async () => {
    file = join(folder, 'new', 'deep', 'sessions.db')
    await open().create('a', record)
    for (const each of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(each).mode & 0o777).toBe(0o600)
    for (const each of ['new', 'new/deep']) expect(statSync(join(folder, each)).mode & 0o777).toBe(0o700)
  })

  test('keeps what was saved over a restart', async () => {
    const before = open()
    await before.create('a', record)
    await before.write('a', { ...record, subject: 'ann' }, 1)
    before.close()
    const after = open()
    expect(await after.read('a')).toEqual({ ...record, subject: 'ann', version: 2 })
    expect(await after.list('ann')).toHaveLength(1)
  })

  test('is made once, by whoever comes first', async () => {
    const { exec } = DatabaseSync.prototype
    const spy = vi.spyOn(DatabaseSync.prototype, 'exec')
    spy.mockImplementation(function (this: DatabaseSync, sql) {
      if (sql.startsWith('BEGIN')) {
        spy.mockRestore()
        open().create('a', record)
      }
      exec.call(this, sql)
    })
    const late = open()
    expect(spy).not.toHaveBeenCalled()
    expect(await late.read('a')).toEqual({ ...record, version: 1 })
  })

  test('is shared by two stores, which see each other at once', async () => {
    const [one, two] = [open(), open()]
    await one.create('a', record)
    expect(await two.write('a', { ...record, data: '{"by":2}' }, 1)).toEqual({
      status: 'written',
      version: 2,
    })
    expect(await one.write('a', record, 1)).toMatchObject({
      status: 'conflict',
      current: { data: '{"by":2}' },
    })
    await one.delete('a')
    expect(await two.touch('a', clock.now())).toBeUndefined()
  })

  test.each([
    ['normal', 1],
    ['full', 2],
  ] as const)('is written with durability %s', async (durability, synchronous) => {
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec')
    open({ durability })
    const [database] = exec.mock.contexts
    exec.mockRestore()
    if (!(database instanceof DatabaseSync)) throw new Error('no database was opened')
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous })
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  })
})

describe('a file that cannot be used is refused at once, by name', () => {
  function refusal(): unknown {
    try {
      open()
    } catch (error) {
      return error
    }
    throw new Error('the file was taken')
  }

  function unavailable(...words: string[]): unknown {
    const about = [file, ...words].map((word) => expect.stringContaining(word))
    return expect.objectContaining({
      code: 'store-unavailable',
      message: expect.toSatisfy((message) => about.every((word) => word.asymmetricMatch(message))),
    })
  }

  test('no database', () => {
    writeFileSync(file, 'a shopping list, long enough to be no header of SQLite'.repeat(100))
    expect(refusal()).toEqual(unavailable('not a database'))
  })

  test('a damaged database', async () => {
    const store = open()
    for (let index = 0; index < 100; index += 1) await store.create(`key-${index}`, record)
    store.close()
    // All but the header, which SQLite looks at first.
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill('damage', 100))
    expect(refusal()).toEqual(unavailable('malformed'))
  })

  test('a database of another application', () => {
    connect().exec('CREATE TABLE users (id); PRAGMA user_version = 1')
    expect(refusal()).toEqual(unavailable('something else', 'a file of their own'))
    expect(connect().prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'users' }])
  })

  test('a database of a newer release', async () => {
    open().close()
    connect().exec('PRAGMA user_version = 99')
    expect(refusal()).toEqual(unavailable('schema version 99', 'newer'))
  })

  test('a folder', () => {
    file = folder
    expect(refusal()).toEqual(unavailable('EISDIR'))
  })

  test('and leaves no connection open', () => {
    connect().exec('CREATE TABLE users (id)')
    const close = vi.spyOn(DatabaseSync.prototype, 'close')
    refusal()
    expect(close).toHaveBeenCalledTimes(1)
    close.mockRestore()
  })
})

describe('while another connection holds the lock', () => {
  let other: DatabaseSync
  let store: SqliteStore

  beforeEach(async () => {
    store = open({ lockTimeout: 1_000 })
    await store.create('a', record)
    other = connect()
    other.exec('BEGIN IMMEDIATE')
  })

  test('reading goes on', () => {
    expect(store.read('a')).toEqual({ ...record, version: 1 })
  })

  test('a write answers with a promise at once, and is done when the lock is free', async () => {
    const started = performance.now()
    const answers = [
      store.create('b', record),
      store.write('a', { ...record, data: '{"views":2}' }, 1),
      store.delete('unknown'),
    ]
    // Waiting inside SQLite would be felt here: the lock is not let go before the next lines run.
    expect(performance.now() - started).toBeLessThan(100)
    expect(answers.every(isPromise)).toBe(true)

    other.exec('COMMIT')
    await flush(50)
    expect(await Promise.all(answers)).toEqual([undefined, { status: 'written', version: 2 }, undefined])
    expect(await store.read('b')).toEqual({ ...record, version: 1 })
  })

  test('it is tried again until the lock timeout, then rejects and names the file', async () => {
    const failed = vi.fn()
    const answer = Promise.resolve(store.touch('a', clock.now())).catch(failed)
    await flush(950)
    expect(failed).not.toHaveBeenCalled()
    await flush(100)
    await answer
    expect(failed).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        code: 'store-unavailable',
        message: expect.stringContaining(`${file} stayed locked`),
      }),
    )
    expect(clock.pending).toBe(1)
  })

  test('a store that is closed meanwhile fails its waiting calls', async () => {
    const answer = Promise.resolve(store.touch('a', clock.now()))
    const outcome = expect(answer).rejects.toMatchObject({ message: expect.stringContaining('is closed') })
    store.close()
    await flush(50)
    await outcome
  })

  test('a store can be opened, and begins when the lock is free', async () => {
    file = join(folder, 'fresh.db')
    const maker = connect()
    maker.exec('BEGIN EXCLUSIVE; CREATE TABLE half_way (id)')
    const late = open()
    const answer = late.create('a', record)
    expect(answer).toSatisfy(isPromise)
    maker.exec('ROLLBACK')
    await flush(50)
    await answer
    expect(await late.read('a')).toEqual({ ...record, version: 1 })
  })

  /** Moves the time on step by step, so that what waits for a timer can start the next one. */
  async function flush(ms: number): Promise<void> {
    for (let step = 0; step < ms; step += 1) {
      clock.advance(1)
      await new Promise(setImmediate)
    }
  }
})

describe('what expired is removed', () => {
  function rows(): unknown {
    return connect().prepare('SELECT count(*) AS rows FROM sessions').get()?.rows
  }

  test('in small batches, from the first write on until the store is closed', async () => {
    const time = manualClock(clock.now())
    const store = open({ clock: time, sweepEvery: minute })
    expect(time.pending).toBe(0)
    for (let index = 0; index < 250; index += 1) await store.create(`key-${index}`, record)
    await store.create('long', { ...record, expiresAt: record.expiresAt + 60 * minute })
    expect(time.pending).toBe(1)

    time.advance(30 * minute - 1)
    expect(rows()).toBe(251)
    time.advance(1)
    expect(rows()).toBe(151)
    time.advance(second)
    expect(rows()).toBe(1)
    expect(await store.read('long')).toBeDefined()
    time.advance(60 * minute)
    expect(rows()).toBe(0)
    store.close()
    expect(time.pending).toBe(0)
  })

  test('later, when the file is locked just then', async () => {
    const time = manualClock(clock.now())
    const store = open({ clock: time, sweepEvery: minute })
    await store.create('a', record)
    const other = connect()
    other.exec('BEGIN IMMEDIATE')
    time.advance(30 * minute)
    expect(rows()).toBe(1)
    other.exec('COMMIT')
    time.advance(minute)
    expect(rows()).toBe(0)
  })

  test('only when asked, with sweepEvery: false', async () => {
    const time = manualClock(clock.now())
    const store = open({ clock: time, sweepEvery: false })
    await store.create('a', record)
    expect(time.pending).toBe(0)
    time.advance(60 * minute)
    expect(rows()).toBe(1)
    expect(await store.sweep(10)).toBe(1)
  })
})

test.each([
  ['file', '', {}],
  ['durability', 'file', { durability: 'safe' }],
  ['lockTimeout', 'file', { lockTimeout: -1 }],
  ['sweepEvery', 'file', { sweepEvery: 2 ** 31 }],
  ['sweepEvery', 'file', { sweepEvery: Number.NaN }],
])('a wrong %s is refused', (name, path, options) => {
  expect(() => Reflect.apply(sqliteStore, undefined, [path && join(folder, path), options])).toThrow(
    expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining(name) }),
  )
  expect(existsSync(join(folder, 'file'))).toBe(false)
})
