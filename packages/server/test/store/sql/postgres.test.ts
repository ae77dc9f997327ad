import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startPostgres } from '../../../../../scripts/servers/postgres.ts'
import { type PostgresClient, postgresStore } from '../../../src/store/postgres.ts'
import { storeCases } from '../../../src/testing/store-suite.ts'
import { useServer } from '../../use-server.ts'

const serverUrl = useServer(startPostgres)

interface Opened {
  readonly client: PostgresClient
  close(): Promise<void>
}

const clients: [string, (url: string) => Promise<Opened>][] = [
  [
    'a pool of pg',
    async (url) => {
      const client = new pg.Pool({ connectionString: url })
      return { client, close: () => client.end() }
    },
  ],
  [
    'a client of pg',
    async (url) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return { client, close: () => client.end() }
    },
  ],
  [
    'postgres',
    async (url) => {
      const client = postgres(url)
      return { client, close: () => client.end() }
    },
  ],
  [
    'PGlite',
    async () => {
      const client = await PGlite.create()
      return { client, close: () => client.close() }
    },
  ],
]

describe.each(clients)('through %s', (name, open) => {
  let opened: Opened
  const table = `sessions_${name.replaceAll(' ', '_').toLowerCase()}`

  beforeAll(async () => {
    opened = await open(serverUrl())
    await postgresStore(opened.client, { table }).createTable()
  })

  afterAll(() => opened?.close())

  const cases = storeCases(async (clock) => {
    const store = postgresStore(opened.client, { table, clock, sweepEvery: false, watch: true })
    await store.clear()
    return store
  })

  for (const { name, run } of cases) test(name, run)
})
