import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDurableMariadb } from '../../../../../scripts/servers/mariadb.ts'
import { startDurablePostgres } from '../../../../../scripts/servers/postgres.ts'
import type { PrivateServer } from '../../../../../scripts/servers/start.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newRecord } from '../../../src/testing/store-suite/claim.ts'
import { expectQuickOutage, startOver } from '../outage.ts'
import { type Database, kinds, newTable } from './servers.ts'

const startDurable = [startDurablePostgres, startDurableMariadb]
describe.each(kinds.map((kind, index) => ({ ...kind, index })))('on $name', ({ name, connect, index }) => {
  let server: PrivateServer
  let database: Database
  let table: string

  beforeAll(async () => {
    const start = startDurable[index]
    if (start === undefined) throw new Error('there is one for each kind')
    server = await start()
    database = connect(server.url)
    table = newTable()
    await database.open({ table }).createTable()
  }, 60_000)

  afterAll(async () => {
    await database?.close()
    await server?.stop()
  })

  function open() {
    return startOver(database.open({ table }))
  }

  test.each(['frozen', 'killed'] as const)(
    'a server that is %s keeps no answer waiting, and is used again at once when it is back',
    async (how) => {
      await expectQuickOutage(await open(), server, how)
    },
    30_000,
  )

  test('connections that are cut take no acknowledged write with them', async () => {
    const clock = manualClock()
    const store = database.open({ table, clock, sweepEvery: false })
    await store.create('counter', newRecord(clock, { data: '0' }))
    const counts = { acknowledged: 0, unknown: 0 }
    let isOver = false
    const cut = async () => {
      for (; !isOver; await delay(5)) await cutOthers().catch(() => {})
    }
    const cutting = cut()
    const work = async () => {
      for (let done = 0; done < 50; ) {
        try {
          const record = await store.read('counter')
          if (record === undefined) throw new Error('the counter is gone')
          const data = String(Number(record.data) + 1)
          const result = await store.write('counter', { ...record, data }, record.version)
          if (result.status !== 'written') continue
          counts.acknowledged += 1
        } catch {
          counts.unknown += 1
        }
        done += 1
      }
    }
    await Promise.all([work(), work(), work()])
    isOver = true
    await cutting
    const views = Number((await store.read('counter').catch(() => store.read('counter')))?.data)
    expect(counts.unknown).toBeGreaterThan(0)
    expect(views).toBeGreaterThanOrEqual(counts.acknowledged)
    expect(views).toBeLessThanOrEqual(counts.acknowledged + counts.unknown)
  }, 30_000)

  async function cutOthers() {
    if (index === 0) {
      await database.sql(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() LIMIT 3',
      )
      return
    }
    const others = await database.sql(
      'SELECT id FROM information_schema.processlist WHERE id <> connection_id() LIMIT 3',
    )
    for (const { id } of others) await database.sql(`KILL ${id}`)
  }

  test('two processes that write different keys of one session at once lose none', async () => {
    const app = await open()
    const { cookieHeader } = app.browser
    const times = 50
    const writers = ['one', 'other'].map((writer) => {
      const script = join(import.meta.dirname, 'writer.ts')
      const args = [script, name, server.url, table, writer, String(times), cookieHeader ?? '']
      const child = spawn(process.execPath, ['--conditions=@sojourn/source', ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const printed: string[] = []
      child.stdout
        .setEncoding('utf8')
        .on('data', (text: string) => printed.push(...text.split('\n').filter(Boolean)))
      return { closed: once(child, 'close'), printed }
    })
    for (const { closed } of writers) expect((await closed)[0]).toBe(0)
    const saved = writers.flatMap(({ printed }) => printed)
    expect(saved).toHaveLength(2 * times)
    expect(Object.keys(await app.data()).sort()).toEqual([...saved, 'user'].sort())
  }, 30_000)
})
