import { inspect } from 'node:util'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type MysqlClient, mysqlStore, mysqlTable } from '../../../src/store/mysql.ts'
import { type PostgresClient, postgresStore, postgresTable } from '../../../src/store/postgres.ts'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { type Database, kinds, newTable } from './servers.ts'

const clock = manualClock()

describe.each([
  {
    name: 'postgresStore',
    open: (client: unknown, options: object) => postgresStore(client as PostgresClient, options),
  },
  {
    name: 'mysqlStore',
    open: (client: unknown, options: object) => mysqlStore(client as MysqlClient, options),
  },
])('$name', ({ open }) => {
  const fitting = { query() {}, execute() {}, connect() {}, end() {} }

  test.each([[undefined], ['postgres://localhost/'], [{ query() {} }], [() => {}]])(
    'refuses the client %s',
    (client) => {
      expect(() => open(client, {})).toThrow(expect.objectContaining({ code: 'option-invalid' }))
    },
  )

  test.each([
    { table: '' },
    { table: 'a"b' },
    { table: 'a`b' },
    { table: 'a.b.c' },
    { table: '1a' },
    { table: 'a b' },
    { table: 'x'.repeat(64) },
    { sweepEvery: 0 },
    { sweepEvery: 2 ** 31 },
    { prepare: 1 },
    { watch: 'yes' },
  ])('refuses the options %j', (options) => {
    expect(() => open(fitting, options)).toThrow(expect.objectContaining({ code: 'option-invalid' }))
  })
})

/** What differs from database to database. */
const dialects = [
  {
    sqlOf: postgresTable,
    dropColumn: (table: string) => `ALTER TABLE ${table} DROP COLUMN ends_at`,
    changeColumn: (table: string) => `ALTER TABLE ${table} ALTER COLUMN expires_at TYPE numeric`,
    comment: (table: string, text: string) => `COMMENT ON TABLE ${table} IS '${text}'`,
    number: 'numeric',
  },
  {
    sqlOf: mysqlTable,
    dropColumn: (table: string) => `ALTER TABLE ${table} DROP COLUMN ends_at`,
    changeColumn: (table: string) =>
      `ALTER TABLE ${table} MODIFY subject VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`,
    comment: (table: string, text: string) => `ALTER TABLE ${table} COMMENT '${text}'`,
    number: 'utf8mb4_general_ci',
  },
]

describe.each(kinds.map((kind, index) => ({ ...kind, dialect: dialects[index] })))(
  'on $name',
  ({ start, connect, dialect }) => {
    if (dialect === undefined) throw new Error('there is a dialect for each')
    const serverUrl = useServer(start)
    let database: Database

    beforeAll(() => {
      database = connect(serverUrl())
    })

    afterAll(() => database.close())

    test('a table that is missing is named, with what to do; and once it is there, all is well', async () => {
      const table = newTable()
      const store = database.open({ table, clock })
      const message = expect.stringMatching(new RegExp(`${table} is missing.*createTable`))
      await expect(store.read('a')).rejects.toMatchObject({ code: 'store-unavailable', message })
      await store.createTable()
      expect(await store.read('a')).toBeUndefined()
      store.close()
      await expect(store.read('a')).rejects.toMatchObject({ code: 'store-unavailable' })
    })

    test('tables with other columns or types are refused by name', async () => {
      for (const [change, complaint] of [
        [dialect.dropColumn, 'has no column ends_at'],
        [dialect.changeColumn, dialect.number],
      ] as const) {
        const table = newTable()
        await database.open({ table }).createTable()
        await database.sql(change(table))
        const message = expect.stringContaining(complaint)
        await expect(database.open({ table }).read('a')).rejects.toMatchObject({
          code: 'store-unavailable',
          message,
        })
      }
    })

    test('tables of a newer format are refused, and nothing in them is changed', async () => {
      const table = newTable()
      const old = database.open({ table, clock, sweepEvery: false })
      await old.createTable()
      await old.create('a', newRecord(clock))
      await database.sql(dialect.comment(table, 'Sojourn sessions, format 2'))
      const store = database.open({ table, clock, sweepEvery: false })
      const message = expect.stringMatching(/format 2.*Run the release/)
      for (const call of [
        () => store.read('a'),
        () => store.create('b', newRecord(clock)),
        () => store.clear(),
      ])
        await expect(call()).rejects.toMatchObject({ code: 'store-unavailable', message })
      expect(await database.sql(`SELECT version FROM ${table}`)).toHaveLength(1)
    })

    test('processes that create the tables at once all succeed', async () => {
      const table = newTable()
      await Promise.all(Array.from({ length: 8 }, () => database.open({ table }).createTable()))
      await database.open({ table }).createTable()
      expect(await database.open({ table }).count()).toBe(0)
    })

    test('the SQL for migrations makes the same tables, and may run twice', async () => {
      const table = newTable()
      for (const _time of [1, 2]) {
        for (const statement of dialect.sqlOf({ table }).split(';\n').filter(Boolean))
          await database.sql(statement)
      }
      const store = database.open({ table, clock, sweepEvery: false })
      await store.create('a', newRecord(clock))
      expect(await store.count()).toBe(1)
    })

    test('no error holds a key, data or a subject', async () => {
      const table = newTable()
      for (const prepare of [true, false]) {
        const store = database.open({ table, clock, sweepEvery: false, prepare })
        await store.createTable()
        await store.clear()
        const secret = newRecord(clock, { data: '"the-secret-data"', subject: 'the-secret-subject' })
        await store.create('the-secret-key', secret)
        const error = await store.create('the-secret-key', secret).catch((error: unknown) => error)
        expect(error).toBeInstanceOf(Error)
        const tooLong = await store
          .create('k'.repeat(10_000), { ...secret, createdAt: 0.5 })
          .catch((error: unknown) => error)
        expect(tooLong).toBeInstanceOf(Error)
        for (const each of [error, tooLong]) expect(inspect(each, { depth: 9 })).not.toMatch(/the-secret/)
      }
    })
  },
)

describe('what a server refuses is told with what to do', () => {
  const postgresUrl = useServer(kinds[0]?.start ?? fail)
  const mariadbUrl = useServer(kinds[1]?.start ?? fail)

  function fail(): never {
    throw new Error('there are two kinds')
  }

  async function postgresError(change: (url: URL) => unknown, options = '') {
    const url = new URL(postgresUrl())
    change(url)
    const pool = new pg.Pool({ connectionString: url.href, options })
    onTestFinished(() => pool.end())
    return postgresStore(pool, { table: 'refusals', clock, sweepEvery: false })
      .create('a', newRecord(clock))
      .then(
        () => undefined,
        (error: unknown) => error,
      )
  }

  async function mariadbError(change: (url: URL) => unknown, act = newRecord(clock)) {
    const url = new URL(mariadbUrl())
    change(url)
    const pool = mysql.createPool(url.href)
    onTestFinished(() => pool.end())
    return mysqlStore(pool, { table: 'refusals', clock, sweepEvery: false })
      .create('a', act)
      .then(
        () => undefined,
        (error: unknown) => error,
      )
  }

  beforeAll(async () => {
    const [postgres, mariadb] = [kinds[0]?.connect(postgresUrl()), kinds[1]?.connect(mariadbUrl())]
    for (const database of [postgres, mariadb]) await database?.open({ table: 'refusals' }).createTable()
    await postgres?.sql('CREATE ROLE reader LOGIN CONNECTION LIMIT 0')
    await postgres?.sql('CREATE ROLE stranger LOGIN')
    await mariadb?.sql("CREATE USER stranger@'%' IDENTIFIED BY 'right'")
    await mariadb?.sql("GRANT SELECT ON sojourn.* TO stranger@'%'")
    await mariadb?.sql("CREATE USER reader@'%' IDENTIFIED BY 'right'")
    await mariadb?.sql("GRANT ALL ON sojourn.* TO reader@'%'")
    for (const database of [postgres, mariadb]) await database?.close()
  })

  test.each<[string, (url: URL) => unknown, string, RegExp]>([
    ['a host that does not answer', (url) => Object.assign(url, { port: '1' }), '', /Nobody listens/],
    [
      'a database that is missing',
      (url) => Object.assign(url, { pathname: '/nowhere' }),
      '',
      /no database of that name/,
    ],
    ['a user that is unknown', (url) => Object.assign(url, { username: 'nobody' }), '', /refuses this user/],
    ['too many connections', (url) => Object.assign(url, { username: 'reader' }), '', /too many connections/],
    ['a user without rights', (url) => Object.assign(url, { username: 'stranger' }), '', /lacks the right/],
    ['a read-only replica', () => {}, '-c default_transaction_read_only=on', /Connect to the primary/],
  ])('PostgreSQL: %s', async (_name, change, options, advice) => {
    const error = await postgresError(change, options)
    expect(error).toMatchObject({ code: 'store-unavailable', message: expect.stringMatching(advice) })
  })

  test.each<[string, (url: URL) => unknown, RegExp]>([
    ['a host that does not answer', (url) => Object.assign(url, { port: '1' }), /Nobody listens/],
    [
      'a database that is missing',
      (url) => Object.assign(url, { pathname: '/nowhere' }),
      /no database of that name/,
    ],
    [
      'a wrong password',
      (url) => Object.assign(url, { username: 'stranger', password: 'wrong' }),
      /password is wrong/,
    ],
    [
      'a user without rights',
      (url) => Object.assign(url, { username: 'stranger', password: 'right' }),
      /lacks the right/,
    ],
    [
      'a charset that lacks characters',
      (url) => Object.assign(url, { search: '?charset=latin1' }),
      /Set charset utf8mb4/,
    ],
  ])('MariaDB: %s', async (_name, change, advice) => {
    const error = await mariadbError(change)
    expect(error).toMatchObject({ code: 'store-unavailable', message: expect.stringMatching(advice) })
  })

  test('MariaDB: a read-only replica', async () => {
    const root = kinds[1]?.connect(mariadbUrl())
    await root?.sql('SET GLOBAL read_only = 1')
    const error = await mariadbError((url) => Object.assign(url, { username: 'reader', password: 'right' }))
    await root?.sql('SET GLOBAL read_only = 0')
    await root?.close()
    expect(error).toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/Connect to the primary/),
    })
  })

  test('MariaDB: a value over the limit', async () => {
    const data = `"${'long'.repeat(5_000_000)}"`
    const error = await mariadbError(() => {}, newRecord(clock, { data }))
    expect(error).toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/max_allowed_packet/),
    })
  })

  test.each([
    ['do not commit', 'autocommit = 0', /autocommit/],
    ['take a backslash for a backslash', "sql_mode = 'NO_BACKSLASH_ESCAPES'", /out of sql_mode/],
  ])('MariaDB: connections that %s', async (_name, setting, advice) => {
    const connection = await mysql.createConnection(mariadbUrl())
    onTestFinished(() => connection.end())
    await connection.query(`SET ${setting}`)
    const answer = mysqlStore(connection, { table: 'refusals' }).read('a')
    const message = expect.stringMatching(advice)
    await expect(answer).rejects.toMatchObject({ code: 'store-unavailable', message })
  })
})
