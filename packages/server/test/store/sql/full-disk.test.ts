import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newNote, newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { type Database, kinds, newTable } from './servers.ts'

type Store = ReturnType<Database['open']>

const clock = manualClock()
const ann = newRecord(clock, { subject: 'ann' })
const changed = { ...ann, data: '{"views":2}' }
const full = {
  code: 'store-unavailable',
  message: expect.stringMatching(/disk of the server is full.*make room/),
}

/** What makes a table answer that the disk is full, to whatever inserts into it, updates it or deletes from it. */
const refusals = [
  (table: string, event: string) => [
    `CREATE OR REPLACE FUNCTION ${table}_full() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`,
    `CREATE TRIGGER full_disk BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table}_full()`,
  ],
  (table: string, event: string) => [
    `CREATE TRIGGER ${table}_full_disk BEFORE ${event} ON ${table} FOR EACH ROW
      SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'`,
  ],
]
const relief = [
  (table: string) => `DROP TRIGGER full_disk ON ${table}`,
  (table: string) => `DROP TRIGGER ${table}_full_disk`,
]

const writes: [string, string, (store: Store) => Promise<unknown>][] = [
  ['create', 'INSERT', (store) => store.create('new', ann)],
  ['write', 'UPDATE', (store) => store.write('a', changed, 1)],
  ['touch', 'UPDATE', (store) => store.touch('a', clock.now())],
  ['delete', 'DELETE', (store) => store.delete('a')],
  ['rotate', 'UPDATE', (store) => store.rotate('a', 'new', changed, 1, newNote(clock))],
  [
    'rotate, whose note finds no room',
    'INSERT',
    (store) => store.rotate('a', 'new', changed, 1, newNote(clock)),
  ],
  ['deleteSubject', 'DELETE', (store) => store.deleteSubject('ann')],
  ['clear', 'DELETE', (store) => store.clear()],
]

describe.each(kinds.map((kind, index) => ({ ...kind, index })))('on $name', ({ start, connect, index }) => {
  const serverUrl = useServer(start)
  let database: Database

  beforeAll(() => {
    database = connect(serverUrl())
  })

  afterAll(() => database.close())

  test.each(writes)(
    '%s: fails whole where there is no room, and is done whole once there is',
    async (name, event, write) => {
      const table = newTable()
      const store = database.open({ table, clock, sweepEvery: false })
      await store.createTable()
      for (const key of ['a', 'b']) await store.create(key, ann)
      const contents = () => Promise.all(['a', 'b', 'new'].map((key) => store.read(key)))
      const before = await contents()
      for (const statement of refusals[index]?.(table, event) ?? []) await database.sql(statement)
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await expect(write(store)).rejects.toMatchObject(full)
        expect(await contents()).toEqual(before)
      }
      await database.sql(relief[index]?.(table) ?? '')
      expect(await contents()).toEqual(before)
      if (name !== 'create') await write(store)
      else await store.create('new', { ...ann, createdAt: clock.now() + 1 })
      expect(await contents()).not.toEqual(before)
    },
  )

  // What may be mounted by root alone. MariaDB 10.11 ends itself on such a disk, and its InnoDB with it.
  for (const mount of index === 0 && mayMount() ? [mountDisk] : []) {
    test('on a disk that is full, and then is not', async () => {
      const table = newTable()
      const store = database.open({ table, clock, sweepEvery: false })
      const folder = mkdtempSync(join(tmpdir(), 'sojourn-disk-'))
      const remove = mount(folder)
      onTestFinished(async () => {
        await database.sql(`DROP TABLE ${table}`)
        await database.sql('DROP TABLESPACE small')
        remove()
        rmSync(folder, { recursive: true })
      })
      await store.createTable()
      await database.sql(`CREATE TABLESPACE small LOCATION '${folder}'`)
      await database.sql(`ALTER TABLE ${table} SET TABLESPACE small`)
      const data = JSON.stringify(Array.from({ length: 8_000 }, () => Math.random()))
      const kept: string[] = []
      const fill = async () => {
        for (let time = 0; time < 200; time += 1) {
          await store.create(`key ${time}`, { ...newRecord(clock), data })
          kept.push(`key ${time}`)
        }
      }
      await expect(fill()).rejects.toMatchObject(full)
      expect(await store.count()).toBe(kept.length)
      for (const key of kept) expect((await store.read(key))?.data).toBe(data)
      execFileSync('mount', ['-o', 'remount,size=64m', folder])
      await store.create('once there is room', { ...newRecord(clock), data })
      expect(await store.count()).toBe(kept.length + 1)
    }, 30_000)
  }
})

/** A disk of its own, in memory, for whoever owns the folder of the server's data; returns what removes it. */
function mountDisk(folder: string): () => void {
  const owner = execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).trim()
  const group = execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' }).trim()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=6m,mode=700,uid=${owner},gid=${group}`, 'tmpfs', folder])
  return () => {
    execFileSync('umount', ['-l', folder])
  }
}

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-disk-'))
  try {
    mountDisk(folder)()
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}
