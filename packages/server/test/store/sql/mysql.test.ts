import mariadb from 'mariadb'
import mysql from 'mysql2'
import mysqlPromise from 'mysql2/promise'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startMariadb } from '../../../../../scripts/servers/mariadb.ts'
import { type MysqlClient, mysqlStore } from '../../../src/store/mysql.ts'
import { storeCases } from '../../../src/testing/store-suite.ts'
import { useServer } from '../../use-server.ts'

const serverUrl = useServer(startMariadb)

interface Opened {
  readonly client: MysqlClient
  close(): unknown
}

/** One of each kind of driver, and a pool and a connection: they differ in nothing else that the store sees. */
const clients: [string, (url: string) => Promise<Opened>][] = [
  [
    'a pool of mysql2',
    async (url) => {
      const client = mysql.createPool(url)
      return { client, close: () => client.promise().end() }
    },
  ],
  [
    'a connection of mysql2/promise',
    async (url) => {
      const client = await mysqlPromise.createConnection(url)
      return { client, close: () => client.end() }
    },
  ],
  [
    'a pool of mariadb',
    async (url) => {
      const client = mariadb.createPool(url.replace('mysql:', 'mariadb:'))
      return { client, close: () => client.end() }
    },
  ],
]

describe.each(clients)('through %s', (name, open) => {
  let opened: Opened
  const table = `sessions_${name.replaceAll(/\W/g, '_').toLowerCase()}`

  beforeAll(async () => {
    opened = await open(serverUrl())
    await mysqlStore(opened.client, { table }).createTable()
  })

  afterAll(() => opened?.close())

  const cases = storeCases(async (clock) => {
    const store = mysqlStore(opened.client, { table, clock, sweepEvery: false, watch: true })
    await store.clear()
    return store
  })

  for (const { name, run } of cases) test(name, run)
})
