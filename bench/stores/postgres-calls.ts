import connectPgSimple from 'connect-pg-simple'
import expressSession from 'express-session'
import { maxAge } from '../cases.ts'
import { dataOf } from '../data.ts'
import { shuffled } from '../rounds.ts'
import type { Urls } from './app-processes.ts'
import { recordOf, rewrite, timeOf } from './calls.ts'
import { connectPostgres, openStores } from './connections.ts'
import { type PostgresUse, postgresUses } from './peers.ts'
import type { PostgresCalls } from './results.ts'

type Peer = Readonly<Record<PostgresUse, (key: string) => unknown>>

const sessionCount = 2_000

export async function measurePostgresCalls(
  urls: Urls,
  rounds: number,
  calls: number,
): Promise<PostgresCalls[]> {
  const ours = await openStores.postgres(urls.postgres)
  const pool = connectPostgres(urls.postgres)
  const theirs = new (connectPgSimple(expressSession))({
    pool,
    createTableIfMissing: true,
    pruneSessionInterval: false,
  })
  const settled = <T>(
    call: (done: (error?: unknown, value?: T) => void) => unknown,
  ): Promise<T | undefined> =>
    new Promise((resolve, reject) => void call((error, value) => (error ? reject(error) : resolve(value))))
  const data = dataOf(136)
  const session = { cookie: { originalMaxAge: maxAge, maxAge }, ...data }
  const keys = Array.from({ length: sessionCount }, (_, number) => `calls-${number}-`.padEnd(43, '.'))
  for (const key of keys) {
    await ours.store.create(key, recordOf(data, null, maxAge))
    await settled<void>((done) => theirs.set(key, session, done))
  }
  const peers: Readonly<Record<'sojourn' | 'connect-pg-simple', Peer>> = {
    sojourn: {
      read: (key) => ours.store.read(key),
      write: (key) => rewrite(ours.store, key),
      touch: (key) => ours.store.touch(key, Date.now()),
    },
    'connect-pg-simple': {
      read: (key) => settled((done) => theirs.get(key, done)),
      async write(key) {
        const found = await settled((done) => theirs.get(key, done))
        await settled<void>((done) => theirs.set(key, Object.assign({}, session, found), done))
      },
      touch: (key) => settled<void>((done) => theirs.touch?.(key, session, done)),
    },
  }
  const found: PostgresCalls[] = []
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const use of postgresUses) {
      const cost = { sojourn: 0, 'connect-pg-simple': 0 }
      for (const name of shuffled(['sojourn', 'connect-pg-simple'] as const)) {
        const call = peers[name][use]
        cost[name] = await timeOf(calls, () => call(keys[Math.floor(Math.random() * keys.length)] ?? ''))
      }
      if (round > 0) found.push({ use, ...cost })
    }
  }
  await ours.store.clear?.()
  await ours.close()
  await pool.end()
  return found
}
