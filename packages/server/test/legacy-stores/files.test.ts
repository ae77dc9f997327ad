import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConnectSessionKnexStore } from 'connect-session-knex'
import { afterAll, beforeAll } from 'vitest'
import type { LegacyStore } from '../../src/store/legacy.ts'
import { describeStore } from './describe-store.ts'
import {
  betterSqliteStoreFactory,
  fileStoreFactory,
  lokiStoreFactory,
  memoryStoreFactory,
} from './factories.ts'
import { openKnex, openSqlite } from './sqlite.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-stores-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noMillennia = {
  'numbers: the latest times there are, and versions past 32 bits, come back to the last digit':
    'its session lasts for thousands of years, and the database compares dates as texts, in which a year has four digits',
}

/** In memory there is nothing to come back to but the store itself. */
const inMemory = new Map<string, LegacyStore>()

describeStore('memorystore', {
  open(session, place) {
    const Store = memoryStoreFactory(session)
    const store = inMemory.get(place) ?? new Store({})
    inMemory.set(place, store)
    return { store, close() {} }
  },
})

describeStore('session-file-store', {
  open(session, place) {
    const Store = fileStoreFactory(session)
    const store = new Store({ path: join(folder, place), retries: 0, reapInterval: -1, logFn() {} })
    return { store, close() {} }
  },
})

describeStore(
  'connect-loki',
  {
    async open(session, place) {
      const Store = lokiStoreFactory(session)
      const store = new Store({ path: join(folder, `${place}.loki`) })
      await new Promise<void>((resolve) => store.once('connect', resolve))
      return { store, close: () => new Promise<void>((resolve) => store.client.close(resolve)) }
    },
  },
  { hasTimeOfItsOwn: true },
)

describeStore(
  'connect-session-knex',
  {
    async open(_session, place) {
      const knex = openKnex(join(folder, `${place}.knex`))
      const store = new ConnectSessionKnexStore({ knex, cleanupInterval: 0 })
      await store.ready
      return { store, close: () => knex.destroy() }
    },
  },
  { unproven: noMillennia },
)

describeStore(
  'better-sqlite3-session-store',
  {
    open(session, place) {
      const client = openSqlite(join(folder, `${place}.sqlite`))
      const Store = betterSqliteStoreFactory(session)
      return { store: new Store({ client }), close: () => client.close() }
    },
    timeLeft(place, sid) {
      const client = openSqlite(join(folder, `${place}.sqlite`))
      const row = client.prepare('SELECT expire FROM sessions WHERE sid = ?').get(sid)
      client.close()
      return Date.parse(String(row?.expire)) - Date.now()
    },
  },
  { asksDatabaseForTime: true, unproven: noMillennia },
)
