import { randomUUID } from 'node:crypto'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { startMariadb } from '../../../../../scripts/servers/mariadb.ts'
import { startPostgres } from '../../../../../scripts/servers/postgres.ts'
import type { RunningServer } from '../../../../../scripts/servers/start.ts'
import { type MysqlStore, type MysqlStoreOptions, mysqlStore } from '../../../src/store/mysql.ts'
import { type PostgresStore, postgresStore } from '../../../src/store/postgres.ts'

/** What a test does with one kind of database. */
export interface Database {
  /** A store over the pool. `before` is called with each statement, and may hold it back. */
  open(options: MysqlStoreOptions, before?: (text: string) => unknown): PostgresStore | MysqlStore
  /** Runs one statement, and answers its rows. */
  sql(text: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

export interface Kind {
  readonly name: string
  start(): Promise<RunningServer>
  /** Through a pool of at most `max` connections. */
  connect(url: string, max?: number): Database
}

export const kinds: readonly Kind[] = [
  { name: 'PostgreSQL', start: startPostgres, connect: connectPostgres },
  { name: 'MariaDB', start: startMariadb, connect: connectMariadb },
]

export function newTable(): string {
  return `t_${randomUUID().slice(0, 8)}`
}

function connectPostgres(url: string, max = 10): Database {
  const pool = new pg.Pool({ connectionString: url, max })
  // Tests end connections.
  pool.on('error', () => {})
  return {
    open(options, before = () => {}) {
      const query = async (query: { text: string; values: unknown[] }) => {
        await before(query.text)
        return pool.query(query)
      }
      const watched = { query, connect: () => pool.connect(), end: () => pool.end() }
      return postgresStore(options.watch ? pool : watched, options)
    },
    sql: async (text) => (await pool.query(text)).rows.filter(isRow),
    close: () => pool.end(),
  }
}

function connectMariadb(url: string, connectionLimit = 10): Database {
  const pool = mysql.createPool({ uri: url, connectionLimit })
  return {
    open(options, before = () => {}) {
      const around = (client: mysql.Pool | mysql.PoolConnection) => ({
        async execute(query: mysql.QueryOptions, values: string[]) {
          await before(query.sql)
          return client.execute(query, values)
        },
        async query(query: mysql.QueryOptions, values: string[]) {
          await before(query.sql)
          return client.query(query, values)
        },
      })
      const getConnection = async () => {
        const connection = await pool.getConnection()
        const { release, destroy } = connection
        return { ...around(connection), release: release.bind(connection), destroy: destroy.bind(connection) }
      }
      const watched = { ...around(pool), getConnection }
      return mysqlStore(watched, options)
    },
    async sql(text) {
      const [rows]: unknown[] = await pool.query(text)
      return Array.isArray(rows) ? rows.filter(isRow) : []
    },
    close: () => pool.end(),
  }
}

function isRow(row: unknown): row is Record<string, unknown> {
  return typeof row === 'object' && row !== null && !Array.isArray(row)
}
