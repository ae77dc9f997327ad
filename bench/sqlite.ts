// A process of its own: `node sqlite.ts <store> <data size> <calls>` prints microseconds of CPU
// time to read a session out of a file and to write one into it, as JSON.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@sojourn/server/store/sqlite'
import Database from 'better-sqlite3'
import toStore from 'better-sqlite3-session-store'
import session from 'express-session'
import { maxAge } from './cases.ts'
import { type Data, dataOf } from './data.ts'

/** From the data to the file and back: both have to make JSON of them. */
interface Peer {
  create(key: string, data: Data): void
  read(key: string): Data
  write(key: string, data: Data): void
}

const sessionCount = 10_000
const warmUp = 2_000

function sojourn(file: string): Peer {
  const store = sqliteStore(file)
  const versions = new Map<string, number>()
  const toRecord = (data: Data) => ({
    id: 'sixteen letters.',
    data: JSON.stringify(data),
    createdAt: start,
    expiresAt: start + maxAge,
    endsAt: null,
    idleTimeout: maxAge,
    persistent: true,
    subject: null,
  })
  return {
    create(key, data) {
      store.create(key, toRecord(data))
      versions.set(key, 1)
    },
    read(key) {
      const record = store.read(key)
      if (record === undefined || 'then' in record) throw new Error('The session is not there.')
      return JSON.parse(record.data)
    },
    write(key, data) {
      const result = store.write(key, toRecord(data), versions.get(key) ?? 0)
      if (!('status' in result) || result.status !== 'written') throw new Error('It was not written.')
      versions.set(key, result.version)
    },
  }
}

/** As its documentation has it, but for the log: in WAL mode, as ours. */
function betterSqlite(file: string): Peer {
  const client = new Database(file)
  client.pragma('journal_mode = WAL')
  client.pragma('synchronous = NORMAL')
  const store = new (toStore(session))({ client })
  const write = (key: string, data: Data): void => {
    store.set(key, { cookie: { originalMaxAge: maxAge, maxAge }, ...data }, (error) => {
      if (error) throw error
    })
  }
  return {
    create: write,
    read(key) {
      let found: Data | undefined
      store.get<Data>(key, (_error, data) => {
        found = data ?? undefined
      })
      if (found === undefined) throw new Error('The session is not there.')
      return found
    },
    write,
  }
}

function cost(calls: number, call: (key: string) => void): number {
  const run = (count: number): void => {
    for (let number = 0; number < count; number += 1) {
      call(keys[Math.floor(Math.random() * keys.length)] ?? '')
    }
  }
  run(warmUp)
  const before = process.cpuUsage()
  run(calls)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

const [name, dataSize, callCount] = process.argv.slice(2)
const start = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'sojourn-bench-'))
const peers: Readonly<Record<string, (file: string) => Peer>> = {
  sojourn,
  'better-sqlite3-session-store': betterSqlite,
}
const peer = peers[String(name)]?.(join(folder, 'sessions.db'))
if (peer === undefined) throw new Error('usage: sqlite.ts <store> <data size> <calls>')
const data = dataOf(Number(dataSize))
// As long as a SHA-256 is, or a sid with its signature: what both have for a key.
const keys = Array.from({ length: sessionCount }, () =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
)
for (const key of keys) peer.create(key, data)
let views = 0
const read = cost(Number(callCount), (key) => peer.read(key))
const write = cost(Number(callCount), (key) => {
  views += 1
  peer.write(key, { ...data, views })
})
console.log(JSON.stringify({ read, write }))
rmSync(folder, { recursive: true })
// The other store has a timer that never ends.
process.exit()
