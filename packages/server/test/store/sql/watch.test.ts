import { PGlite } from '@electric-sql/pglite'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type PostgresStore, postgresStore } from '../../../src/store/postgres.ts'
import type { StoreNews } from '../../../src/store/store.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newNote, newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { type Database, kinds, newTable } from './servers.ts'

const clock = manualClock()

describe.each(kinds)('on $name', ({ name, start, connect }) => {
  const serverUrl = useServer(start)
  const table = newTable()
  let database: Database
  let other: Database

  beforeAll(async () => {
    database = connect(serverUrl())
    other = connect(serverUrl())
    await database.open({ table }).createTable()
  })

  afterAll(async () => {
    await database.close()
    await other.close()
  })

  test('each end that another process brings about is heard once, and nothing else', async () => {
    const here = database.open({ table, clock, watch: true })
    const there = other.open({ table, clock, watch: true })
    const heard: StoreNews[] = []
    const stop = await here.watch((news) => heard.push(news))
    const record = newRecord(clock)
    await there.create('a', { ...record, id: 'deleted' })
    await there.touch('a', clock.now())
    await there.write('a', { ...record, id: 'deleted' }, 2)
    await there.delete('a')
    await there.delete('a')
    for (const key of ['b', 'c', 'd']) await there.create(key, { ...record, id: `of ${key}`, subject: 'ann' })
    await there.deleteSubject('ann', 'd')
    await there.write('d', record, 1, 'replaced by a write')
    await there.rotate('d', 'e', record, 2, newNote(clock), 'replaced by a rotation')
    await there.write('e', record, 1, 'not replaced')
    await here.create('f', { ...record, id: 'here' })
    await here.delete('f')
    const ids = ['deleted', 'of b', 'of c', 'replaced by a write', 'replaced by a rotation', 'here']
    await vi.waitFor(() => {
      clock.advance(1_000)
      expect(heard.map((news) => news.type === 'ended' && news.id).sort()).toEqual(ids.sort())
    })
    stop()
    await there.create('g', record)
    await there.delete('g')
    await there.clear()
    clock.advance(10_000)
    for (const store of [here, there]) store.close()
    expect(heard.length).toBe(ids.length)
    expect(clock.pending).toBe(0)
  })

  test('nobody is told unless the option asks for it', async () => {
    const statements: string[] = []
    const store = database.open({ table, clock, sweepEvery: false }, (text) => statements.push(text))
    expect(store.abilities.watch).toBe(false)
    await expect(store.watch(() => {})).rejects.toMatchObject({ code: 'option-invalid' })
    await store.create('a', newRecord(clock))
    await store.delete('a')
    expect(statements.filter((text) => /notify|_ends. \(/.test(text))).toEqual([])
  })

  if (name === 'PostgreSQL') {
    describe.each<[string, (url: string) => Promise<[PostgresStore, () => unknown]>]>([
      [
        'postgres',
        async (url) => {
          const sql = postgres(url, { onnotice: () => {} })
          return [postgresStore(sql, { table, clock, watch: true }), () => sql.end()]
        },
      ],
      [
        'PGlite',
        async () => {
          const client = await PGlite.create()
          return [postgresStore(client, { table, clock, watch: true }), () => client.close()]
        },
      ],
    ])('%s', (driver, open) => {
      test('hears', async () => {
        const [store, close] = await open(serverUrl())
        onTestFinished(async () => void (await close()))
        await store.createTable()
        const heard: StoreNews[] = []
        const stop = await store.watch((news) => heard.push(news))
        await store.create('a', newRecord(clock, { id: driver }))
        await store.delete('a')
        await vi.waitFor(() => expect(heard).toEqual([{ type: 'ended', id: driver }]))
        stop()
        store.close()
      })
    })

    test('a listener whose connection is lost listens again, and says that it may have missed something', async () => {
      const here = database.open({ table, clock, watch: true })
      const heard: StoreNews[] = []
      await here.watch((news) => heard.push(news))
      const listening = `pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`
      await other.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${listening}`)
      await vi.waitFor(() => {
        clock.advance(1_000)
        expect(heard).toEqual([{ type: 'missed' }])
      })
      await here.create('a', newRecord(clock, { id: 'after' }))
      await here.delete('a')
      await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'ended', id: 'after' }))
      here.close()
    })

    test('many ends at once fit into notifications', async () => {
      const here = database.open({ table, clock, watch: true })
      const heard: StoreNews[] = []
      await here.watch((news) => heard.push(news))
      const ids = Array.from({ length: 600 }, (_, index) => `session ${index} of many`)
      await Promise.all(ids.map((id) => here.create(id, newRecord(clock, { id, subject: 'many' }))))
      await here.deleteSubject('many')
      await vi.waitFor(() => expect(heard.length).toBe(ids.length))
      here.close()
    })
  }
})
