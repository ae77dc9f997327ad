import mariadb from 'mariadb'
import mysql from 'mysql2/promise'
import pg from 'pg'
import postgres from 'postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type MysqlClient, mysqlStore } from '../../../src/store/mysql.ts'
import { type PostgresClient, postgresStore } from '../../../src/store/postgres.ts'
import type { SqlStore } from '../../../src/store/sql/sql-store.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newNote, newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { kinds, newTable } from './servers.ts'

const [postgresKind, mariadbKind] = kinds
if (postgresKind === undefined || mariadbKind === undefined) throw new Error('there are two kinds')
const clock = manualClock()

/** Everything that a store reads, so that a value of any column in another form would show. */
async function agrees(store: SqlStore): Promise<void> {
  await store.createTable()
  const record = newRecord(clock, { subject: 'Ann ', data: '"é 日本 🦩"', endsAt: clock.now() + 1e12 })
  await store.create('a', record, 2 ** 40)
  expect(await store.read('a')).toEqual({ ...record, version: 2 ** 40 })
  expect(await store.touch('a', clock.now())).toMatchObject({
    id: record.id,
    persistent: true,
    endsAt: record.endsAt,
  })
  expect(await store.write('a', { ...record, persistent: false, endsAt: null }, 2 ** 40 + 1)).toMatchObject({
    status: 'written',
  })
  expect(await store.write('a', record, 1)).toMatchObject({
    status: 'conflict',
    current: { persistent: false, endsAt: null },
  })
  expect(await store.rotate('a', 'b', record, 2 ** 40 + 2, newNote(clock))).toMatchObject({
    status: 'written',
  })
  expect((await store.list('Ann ')).map(({ key }) => key)).toEqual(['b'])
  expect(await store.count()).toBe(2)
  expect(await store.delete('b')).toMatchObject({ data: record.data, version: 2 ** 40 + 3 })
  expect(await store.deleteSubject('Ann ')).toBe(0)
  store.close()
}

describe('PostgreSQL', () => {
  const serverUrl = useServer(postgresKind.start)

  test.each<[string, (url: string) => PostgresClient & { end(): Promise<void> }]>([
    [
      'postgres that renames columns',
      (url) => postgres(url, { transform: postgres.camel, onnotice: () => {} }),
    ],
    [
      'postgres that changes values and reads BigInts',
      (url) =>
        postgres(url, {
          types: { bigint: postgres.BigInt },
          transform: { value: { from: (value: unknown) => `changed ${value}` }, undefined: null },
          onnotice: () => {},
        }),
    ],
    ['postgres that prepares nothing', (url) => postgres(url, { prepare: false, onnotice: () => {} })],
    [
      'a database that is serializable',
      (url) =>
        new pg.Pool({ connectionString: url, options: '-c default_transaction_isolation=serializable' }),
    ],
  ])('through %s', async (_name, open) => {
    const client = open(serverUrl())
    onTestFinished(() => client.end())
    await agrees(postgresStore(client, { table: newTable(), clock, sweepEvery: false }))
  })

  test('of many increments at once none is lost, where each collision is a serialization failure', async () => {
    const options = '-c default_transaction_isolation=serializable'
    const client = new pg.Pool({ connectionString: serverUrl(), options })
    onTestFinished(() => client.end())
    const store = postgresStore(client, { table: newTable(), clock, sweepEvery: false })
    await store.createTable()
    await store.create('a', newRecord(clock))
    await Promise.all(Array.from({ length: 8 }, () => store.touch('a', clock.now())))
    expect(await store.read('a')).toMatchObject({ version: 9 })
  })

  test('a client whose values cannot be read whole is refused', async () => {
    const client = new pg.Pool({ connectionString: serverUrl(), binary: true })
    onTestFinished(() => client.end())
    const store = postgresStore(client, { table: newTable(), clock })
    await store.createTable()
    const message = expect.stringMatching(/leave its option binary out/)
    await expect(store.read('a')).rejects.toMatchObject({ code: 'store-unavailable', message })
  })

  test('one connection is enough for everything at once', async () => {
    const client = new pg.Pool({ connectionString: serverUrl(), max: 1 })
    onTestFinished(() => client.end())
    const table = newTable()
    const stores = Array.from({ length: 5 }, () => postgresStore(client, { table, clock, sweepEvery: false }))
    await stores[0]?.createTable()
    await Promise.all(
      stores.map((store, index) => store.create(`${index}`, newRecord(clock, { subject: 'ann' }))),
    )
    await Promise.all(
      stores.map((store, index) =>
        store.rotate(`${index}`, `new ${index}`, newRecord(clock), 1, newNote(clock)),
      ),
    )
    expect(await stores[0]?.count()).toBe(10)
  })
})

describe('MariaDB', () => {
  const serverUrl = useServer(mariadbKind.start)

  test.each<[string, (url: string) => MysqlClient & { end(): Promise<void> }]>([
    [
      'mysql2 with numbers as strings',
      (url) =>
        mysql.createPool({ uri: url, supportBigNumbers: true, bigNumberStrings: true, dateStrings: true }),
    ],
    [
      'mysql2 with other rows',
      (url) =>
        mysql.createPool({ uri: url, nestTables: true, decimalNumbers: true, namedPlaceholders: true }),
    ],
    ['mysql2 with a cast of its own', (url) => mysql.createPool({ uri: url, typeCast: () => 'cast' })],
    ['mysql2 that counts changed rows', (url) => mysql.createPool({ uri: url, flags: ['-FOUND_ROWS'] })],
    [
      'mariadb with other numbers and rows',
      (url) =>
        mariadb.createPool(
          `${url.replace('mysql:', 'mariadb:')}?bigIntAsNumber=true&namedPlaceholders=true&metaAsArray=true&foundRows=false`,
        ),
    ],
    [
      'mariadb with nested rows',
      (url) => mariadb.createPool(`${url.replace('mysql:', 'mariadb:')}?nestTables=true`),
    ],
    ['one connection', (url) => mysql.createPool({ uri: url, connectionLimit: 1 })],
  ])('through %s', async (_name, open) => {
    const client = open(serverUrl())
    onTestFinished(() => client.end())
    const table = newTable()
    await agrees(mysqlStore(client, { table, clock, sweepEvery: false }))
    await mysqlStore(client, { table, clock }).clear()
    await agrees(mysqlStore(client, { table, clock, sweepEvery: false, prepare: false }))
  })
})
