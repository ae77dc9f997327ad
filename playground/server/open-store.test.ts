import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionStore } from '@sojourn/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { startMariadb } from '../../scripts/servers/mariadb.ts'
import { startPostgres } from '../../scripts/servers/postgres.ts'
import { startRedis } from '../../scripts/servers/redis.ts'
import type { RunningServer } from '../../scripts/servers/start.ts'
import { openStore } from './open-store.ts'
import { withoutPassword } from './without-password.ts'

const folder = mkdtempSync(join(tmpdir(), 'sojourn-open-store-'))
const servers: Record<string, RunningServer> = {}
const starts = { redis: startRedis, postgres: startPostgres, mariadb: startMariadb }

beforeAll(async () => {
  const start = async (name: keyof typeof starts): Promise<void> => {
    servers[name] = await starts[name]()
  }
  await Promise.all([start('redis'), start('postgres'), start('mariadb')])
}, 60_000)
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  rmSync(folder, { recursive: true })
})

/** Stores a session of Ada's, finds it, and ends it as the playground does. */
async function revokeIn(store: SessionStore): Promise<unknown[]> {
  const now = Date.now()
  const record = { id: 'a', data: '{}', subject: 'ada', createdAt: now, persistent: true, endsAt: null }
  await store.create('key', { ...record, expiresAt: now + 60_000, idleTimeout: 60_000 })
  const before = await store.read('key')
  return [before?.subject, await store.deleteSubject?.('ada'), await store.read('key')]
}

test.each([
  ['redis', /^Redis at 127\.0\.0\.1:\d+$/],
  ['postgres', /^PostgreSQL at 127\.0\.0\.1:\d+$/],
  ['mariadb', /^MySQL at 127\.0\.0\.1:\d+$/],
])('sessions are kept, and a user’s ended, in %s', async (name, shown) => {
  const { store, name: place, isRemote, close } = await openStore(servers[name]?.url, folder)
  expect(await revokeIn(store)).toEqual(['ada', 1, undefined])
  expect([place, isRemote]).toEqual([expect.stringMatching(shown), true])
  await close()
})

test.each([
  ['nothing', undefined, `SQLite, in the file ${join(folder, 'sessions.db')}`],
  ['a file', `sqlite:${join(folder, 'other.db')}`, `SQLite, in the file ${join(folder, 'other.db')}`],
  ['memory', 'memory:', 'the memory of this process'],
])('sessions are kept where %s is named', async (_what, address, name) => {
  const open = await openStore(address, folder)
  expect(await revokeIn(open.store)).toEqual(['ada', 1, undefined])
  expect([open.name, open.isRemote]).toEqual([name, false])
  await open.close()
})

test.each(['mongodb://localhost', 'redis', 'sqlite:', ''])(
  'the address %j is refused, with what would do',
  async (address) => {
    await expect(openStore(address, folder)).rejects.toThrow(
      /^SESSION_STORE takes one of redis:.*, sqlite:path and memory:$/,
    )
  },
)

test.each(['redis', 'postgres', 'mysql'])(
  'where no %s listens one line says so, without the password',
  async (scheme) => {
    const address = `${scheme}://ada:s%40cret@127.0.0.1:${await freePort()}/0`
    const error: unknown = await openStore(address, folder).catch((reason: unknown) => reason)
    const text = error instanceof Error ? error.message : ''
    expect(text).toMatch(/^SESSION_STORE: \w+:\/\/127\.0\.0\.1:\d+\/0 cannot be used: \S.*$/)
    expect(text).not.toMatch(/s(%40|@)cret/)
  },
)

test('a password is taken out of a text as it is, and as a URL has it', () => {
  const url = new URL('redis://ada:s%40cret@localhost')
  expect(withoutPassword('no s@cret, no s%40cret', url)).toBe('no ***, no ***')
})
