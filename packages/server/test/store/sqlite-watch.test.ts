import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { type SqliteStore, sqliteStore } from '../../src/store/sqlite.ts'
import { type ManualClock, manualClock } from '../../src/testing/manual-clock.ts'
import { minute, newNote, newRecord } from '../../src/testing/store-suite/claim.ts'
import { second } from '../durations.ts'

let folder: string
let clock: ManualClock
let stores: SqliteStore[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-'))
  clock = manualClock()
  stores = []
})

afterEach(() => {
  for (const store of stores) store.close()
  rmSync(folder, { recursive: true })
})

const file = (): string => join(folder, 'sessions.db')

/** One more connection to the file: to SQLite it is what another process is. */
function open(time: Clock = clock): SqliteStore {
  const store = sqliteStore(file(), { clock: time, sweepEvery: false })
  stores.push(store)
  return store
}

async function listen(store: SqliteStore) {
  const heard: string[] = []
  const stop = await store.watch((news) => heard.push(news.type === 'ended' ? news.id : news.type))
  return { heard, stop }
}

/** The number of ends that are kept. */
function kept(): unknown {
  const database = new DatabaseSync(file())
  const row = database.prepare('SELECT count(*) AS ends FROM ends').get()
  database.close()
  return row?.ends
}

test('what another process ends is heard within a second, whatever ends it; own ends at once', async () => {
  const [store, other] = [open(), open()]
  const { heard } = await listen(store)
  for (const key of ['a', 'b', 'c', 'd', 'e'])
    await other.create(key, newRecord(clock, { id: key, subject: key === 'c' ? 'ann' : null }))
  await other.delete('a')
  await other.write('b', newRecord(clock), 1, 'b')
  await other.deleteSubject('ann')
  await other.rotate('d', 'new', newRecord(clock), 1, newNote(clock), 'd')
  expect(heard).toEqual([])
  clock.advance(second - 1)
  expect(heard).toEqual([])
  clock.advance(1)
  expect(heard).toEqual(['a', 'b', 'c', 'd'])
  await store.delete('e')
  expect(heard).toEqual(['a', 'b', 'c', 'd', 'e'])
  clock.advance(minute)
  expect(heard).toHaveLength(5)
})

test('each watcher hears of what ended since it began, in the order of the ends', async () => {
  const [store, other] = [open(), open()]
  for (const key of ['a', 'b', 'c']) await store.create(key, newRecord(clock, { id: key }))
  const first = await listen(store)
  await other.delete('a')
  const second = await listen(store)
  await other.delete('b')
  await store.delete('c')
  expect([first.heard, second.heard]).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
  ])
})

test('nothing runs before the first watcher, after the last, or after close', async () => {
  const store = open()
  expect(clock.pending).toBe(0)
  const [one, other] = [await listen(store), await listen(store)]
  expect(clock.pending).toBe(1)
  one.stop()
  one.stop()
  expect(clock.pending).toBe(1)
  clock.advance(3 * second)
  other.stop()
  expect(clock.pending).toBe(0)
  await listen(store)
  one.stop()
  expect(clock.pending).toBe(1)
  store.close()
  expect(clock.pending).toBe(0)
})

test('a watcher may stop itself, and start another, when it hears', async () => {
  const [store, other] = [open(), open()]
  const heard: string[] = []
  const stop = await store.watch(async () => {
    heard.push('first')
    stop()
    await store.watch(() => heard.push('second'))
  })
  for (const key of ['a', 'b']) await other.create(key, newRecord(clock, { id: key }))
  await other.delete('a')
  clock.advance(second)
  expect([heard, clock.pending]).toEqual([['first'], 1])
  await other.delete('b')
  clock.advance(second)
  expect(heard).toEqual(['first', 'second'])
})

test('a process that slept for longer than ends are kept is told that it may have missed some', async () => {
  let slept = 0
  const [store, other] = [open({ ...clock, now: () => clock.now() + slept }), open()]
  const { heard } = await listen(store)
  await other.create('a', newRecord(clock, { id: 'a' }))
  slept = minute - second - 1
  clock.advance(second)
  expect(heard).toEqual([])
  slept += minute - second
  await other.delete('a')
  clock.advance(second)
  expect(heard).toEqual(['missed', 'a'])
  clock.advance(second)
  expect(heard).toHaveLength(2)
})

test('ends are forgotten with a sweep a minute later, but for the newest, and numbers are never used twice', async () => {
  const [store, other] = [open(), open()]
  for (let index = 0; index < 10; index += 1) {
    await store.create(`${index}`, newRecord(clock))
    await store.delete(`${index}`)
    if (index === 4) clock.advance(minute / 2)
  }
  clock.advance(minute / 2)
  await store.sweep(1)
  expect(kept()).toBe(10)
  clock.advance(1)
  await store.sweep(1)
  expect(kept()).toBe(5)
  clock.advance(minute)
  await store.sweep(1)
  expect(kept()).toBe(1)

  const { heard } = await listen(other)
  await store.create('a', newRecord(clock, { id: 'a' }))
  await store.clear()
  await store.create('b', newRecord(clock, { id: 'b' }))
  await store.delete('b')
  clock.advance(second)
  expect(heard).toEqual(['b'])
})

test('a file that cannot be looked at for a while costs no news', async () => {
  const [store, other] = [open(), open()]
  const { heard } = await listen(store)
  await other.create('a', newRecord(clock, { id: 'a' }))
  const database = new DatabaseSync(file())
  database.exec('ALTER TABLE ends RENAME TO hidden')
  clock.advance(2 * second)
  database.exec('ALTER TABLE hidden RENAME TO ends')
  database.close()
  await other.delete('a')
  clock.advance(second)
  expect(heard).toEqual(['a'])
})
