import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import express from 'express'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { session, sessionEndpoints } from '../../src/adapters/express.ts'
import { createSessions } from '../../src/index.ts'
import { type SqliteStore, sqliteStore } from '../../src/store/sqlite.ts'
import type { SessionStore } from '../../src/store/store.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { minute, newNote, newRecord } from '../../src/testing/store-suite/claim.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { exchange } from '../adapters/exchange.ts'
import { cookieIn } from '../cookie-jar.ts'
import { openPort } from '../open-port.ts'
import { type Disk, disks } from './full-disk.ts'
import { naiveStore } from './naive-store.ts'

const clock = manualClock()
const record = newRecord(clock, { subject: 'ann' })
const changed = { ...record, data: '{"views":2}' }
const full = { code: 'store-unavailable', message: expect.stringMatching(/is full|I\/O error/) }
type Whole = Required<Omit<SessionStore, 'close' | 'watch'>>

/** Every method that writes. */
const writes: [string, (store: Whole) => unknown][] = [
  ['create', (store) => store.create('new', record)],
  ['create over what has expired', (store) => store.create('dead-1', record)],
  ['write', (store) => store.write('a', changed, 1)],
  ['write that ends another', (store) => store.write('a', { ...changed, id: 'stay-2' }, 1, 'stay-1')],
  ['touch', async (store) => (await store.touch('a', clock.now() + minute))?.version],
  ['delete', (store) => store.delete('a')],
  ['rotate', (store) => store.rotate('a', 'new', changed, 1, newNote(clock))],
  [
    'rotate that ends another',
    (store) => store.rotate('a', 'new', { ...changed, id: 'stay-2' }, 1, newNote(clock), 'stay-1'),
  ],
  ['rotate to a key that has expired', (store) => store.rotate('a', 'dead-1', changed, 1, newNote(clock))],
  ['deleteSubject', (store) => store.deleteSubject('ann', 'b')],
  ['sweep', (store) => store.sweep(10)],
  ['clear', (store) => store.clear()],
]

/** Two sessions of ann, and two that expire a millisecond from now. */
async function seed(store: SessionStore): Promise<void> {
  const dead = { ...record, subject: null, expiresAt: clock.now() + 1 }
  for (const key of ['dead-1', 'dead-2']) await store.create(key, dead)
  for (const key of ['a', 'b']) await store.create(key, record)
}

/** All that anybody can read. */
async function contents(store: Whole): Promise<unknown> {
  const keys = ['a', 'b', 'new', 'dead-1', 'dead-2']
  const list = [...(await store.list('ann'))].sort((one, other) => (one.key < other.key ? -1 : 1))
  return { read: await Promise.all(keys.map((key) => store.read(key))), list }
}

describe.each(disks())('on %s', (_kind, createDisk) => {
  let disk: Disk
  let file: string
  let stores: SqliteStore[]

  beforeEach(() => {
    disk = createDisk()
    file = join(disk.folder, 'sessions.db')
    stores = []
  })

  afterEach(() => {
    for (const store of stores) store.close()
    disk.remove()
  })

  function open(): SqliteStore {
    const store = sqliteStore(file, { clock, sweepEvery: false })
    stores.push(store)
    return store
  }

  test.each(writes)(
    '%s fails, again and again, and once there is room it is done whole',
    async (_name, write) => {
      const store = open()
      await seed(store)
      const twin = naiveStore(clock)
      await seed(twin)
      clock.advance(1)
      const before = await contents(store)

      disk.fill(`${file}-wal`)
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await expect((async () => write(store))()).rejects.toMatchObject(full)
        expect(await contents(store)).toEqual(before)
      }
      disk.free()

      expect(await contents(store)).toEqual(before)
      expect(await contents(open())).toEqual(before)
      expect(await write(store)).toEqual(await write(twin))
      const after = await contents(twin)
      expect(await contents(store)).toEqual(after)
      for (const each of stores.splice(0)) each.close()
      expect(await contents(open())).toEqual(after)
      const database = new DatabaseSync(file)
      expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
      database.close()
    },
  )

  test('keeps what the suite asks of a full disk', async () => {
    const fullDisk = { fill: () => disk.fill(`${file}-wal`), free: () => disk.free() }
    const cases = storeCases((clock) => sqliteStore(file, { clock, sweepEvery: false }), { fullDisk })
    const [full, ...others] = cases.filter(({ tool }) => tool === 'fullDisk')
    expect(others).toEqual([])
    await full?.run()
  })

  test('a file that cannot be made is told as what it is, and made once there is room', async () => {
    disk.fill(file)
    const failed = (async () => open())()
    await failed.catch(() => {})
    disk.free()
    await expect(failed).rejects.toMatchObject(full)
    await seed(open())
  })

  test('a visitor whose sign-out could not be stored is not told that it was', async () => {
    const sessions = createSessions({ secret: 'a secret that is long enough for tests', store: open() })
    const app = express()
      .use(session(sessions))
      .use('/session', sessionEndpoints(sessions))
      .get('/in', (request, response) => {
        Object.assign(request.session, { user: 'ann' })
        response.end()
      })
      .get('/out', async (request, response) => {
        await request.session.destroy()
        response.end()
      })
    // Says no more than the status.
    app.use(((error, _request, response, _next) => {
      response.status(error.status).end()
    }) satisfies express.ErrorRequestHandler)
    const port = await openPort(app)
    const signedIn = await exchange({ port, path: '/in' })
    if (signedIn === 'cut') throw new Error('the sign-in was cut')
    const headers = { cookie: cookieIn(signedIn.headers['set-cookie']) ?? '' }
    const view = () => exchange({ port, path: '/session', headers })
    const end = () => exchange({ port, method: 'DELETE', path: '/session', headers })

    const log = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => log.mockRestore())
    disk.fill(`${file}-wal`)
    expect(await end()).toMatchObject({ status: 503 })
    expect(await exchange({ port, path: '/out', headers })).toMatchObject({ status: 503 })
    expect(await exchange({ port, path: '/in' })).toMatchObject({ status: 503 })
    disk.free()
    // Whoever runs the server is told, too.
    expect(log.mock.calls).toContainEqual([
      expect.stringContaining('endpoint failed'),
      expect.objectContaining(full),
    ])

    expect(await view()).toMatchObject({ body: expect.stringContaining('"active"') })
    expect(await end()).toMatchObject({ status: 200 })
    expect(await view()).toMatchObject({ body: expect.stringContaining('"none"') })
  })
})
