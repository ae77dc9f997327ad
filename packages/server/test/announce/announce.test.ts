import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createSessions, memoryStore, type SessionsOptions } from '../../src/index.ts'
import type { SessionOf } from '../../src/session/session.ts'
import { countingStore, manualClock, slowStore } from '../../src/testing/index.ts'
import type { Handler } from '../adapters/hosts.ts'
import { type Data, minute, secret } from '../app.ts'
import { doorNames, serve, type Told } from './doors.ts'

function sessionOf(request: IncomingMessage): SessionOf<Data> {
  return (request as IncomingMessage & { session: SessionOf<Data> }).session
}

/** What the app does, by path. */
const handler: Handler = async (request, response) => {
  const session = (): SessionOf<Data> => sessionOf(request)
  switch (request.url) {
    case '/ada':
    case '/bob':
      session().user = request.url.slice(1)
      break
    case '/read':
      session().user?.toString()
      break
    case '/rotate':
      await session().rotate()
      break
    case '/regenerate':
      await session().regenerate()
      session().count = 1
      break
    case '/public':
    case '/private':
      response.setHeader('Cache-Control', `${request.url.slice(1)}, max-age=60`)
      break
    case '/not-modified':
      response.statusCode = 304
      break
    case '/sign-out':
      await session().destroy()
      break
    case '/fail':
      await session().rotate()
      Object.assign(session(), { big: 1n })
      break
    case '/streamed-sign-in':
      session().count = 1
      await session().save()
      response.write('one')
      await session()
        .rotate()
        .catch(() => {})
      session().user = 'eve'
      break
    case '/cleared-by-the-app':
      response.setHeader('Set-Cookie', 'sid=; Max-Age=0; Path=/')
      break
    case '/marker-of-the-app':
      response.setHeader('Set-Cookie', 'sid-stay=mine; Path=/')
      break
  }
  response.end()
}

async function start(door: string, options: Partial<SessionsOptions> = {}, isLate = false) {
  const clock = manualClock()
  const memory = memoryStore({ clock })
  const store = countingStore(isLate ? slowStore(memory, 1) : memory)
  const sessions = createSessions({
    secret,
    clock,
    store,
    cookie: { maxAge: 20 * minute },
    subject: ({ user }) => (typeof user === 'string' ? user : undefined),
    announce: true,
    ...options,
  })
  return { clock, store, ...(await serve(door, sessions as never, handler)) }
}

const names = ['sid', 'sid-stay']

/** A cookie without its name and value, and without what scripts are kept from. */
const attributes = (cookie = ''): string => cookie.replace(/^[^;]*/, '').replace('; HttpOnly', '')
const valueIn = ({ set }: Told, name: string): string | undefined => /=([^;]*)/.exec(set[name] ?? '')?.[1]
const idIn = ({ said }: Told): string | undefined =>
  /^active; id=([\w-]+); max-age=\d+$/.exec(said ?? '')?.[1]

/** What is said of a stay: both cookies alike, and its id by header, marker and view. */
async function expectTold({ ask }: { ask: (path: string) => Promise<Told> }, told: Told): Promise<string> {
  expect(Object.keys(told.set)).toEqual(names)
  expect(told.set.sid).toContain('; HttpOnly')
  expect(told.set['sid-stay']).not.toContain('HttpOnly')
  expect(attributes(told.set['sid-stay'])).toBe(attributes(told.set.sid))
  const id = idIn(told)
  expect(id).toBeDefined()
  expect(valueIn(told, 'sid-stay')).toBe(id)
  expect(JSON.parse((await ask('/session')).body)).toMatchObject({ status: 'active', id })
  return id ?? ''
}

describe.each(doorNames)('%s', (door) => {
  describe.each([
    ['at once', false],
    ['late', true],
  ])('over a store that answers %s', (_when, isLate) => {
    test('a stay is named by header and marker from its sign-in to its sign-out', async () => {
      const app = await start(door, {}, isLate)
      const { ask, clock } = app
      const id = await expectTold(app, await ask('/ada'))
      expect(await ask('/read')).toMatchObject({ set: {}, said: undefined })

      clock.advance(5 * minute)
      expect(await expectTold(app, await ask('/'))).toBe(id)
      clock.advance(5 * minute)
      expect(await expectTold(app, await ask('/read'))).toBe(id)
      clock.advance(1)
      expect(await expectTold(app, await ask('/session/touch', 'POST'))).toBe(id)
      expect(await expectTold(app, await ask('/rotate'))).toBe(id)

      const out = await ask('/sign-out')
      expect(out.said).toBe('none')
      expect(Object.keys(out.set)).toEqual(names)
      for (const text of Object.values(out.set)) expect(text).toMatch(/^[\w-]+=; Max-Age=0; /)
      expect([...app.jar]).toEqual([])
    })

    test('another stay has another name', async () => {
      const app = await start(door, {}, isLate)
      const { ask } = app
      const stays = [
        await expectTold(app, await ask('/ada')),
        await expectTold(app, await ask('/bob')),
        await expectTold(app, await ask('/regenerate')),
        await expectTold(app, await ask('/ada')),
      ]
      expect(new Set(stays).size).toBe(4)
    })

    test('the endpoints clear both', async () => {
      const app = await start(door, {}, isLate)
      await app.ask('/ada')
      const out = await app.ask('/session', 'DELETE')
      expect(Object.keys(out.set)).toEqual(names)
      expect([out.said, [...app.jar]]).toEqual(['none', []])
    })

    test('a stay that has run out takes its marker with it, by the browser', async () => {
      const { ask, clock } = await start(door, {}, isLate)
      const { set } = await ask('/ada')
      clock.advance(20 * minute)
      expect(await ask('/read')).toMatchObject({ set: {}, said: 'none' })
      expect(set['sid-stay']).toContain('; Max-Age=1320;')
    })

    test('a failed save tells of the sid that is stored', async () => {
      const app = await start(door, {}, isLate)
      const before = await app.ask('/ada')
      const failed = await app.ask('/fail')
      expect(failed.status).toBe(500)
      expect(await expectTold(app, failed)).toBe(idIn(before))
      expect(valueIn(failed, 'sid')).not.toBe(valueIn(before, 'sid'))
    })
  })

  test.each([
    ['header', ['sid'], true],
    [false, ['sid'], false],
  ] as const)('%j sets no marker', async (announce, cookies, isSaid) => {
    const { ask, clock } = await start(door, { announce })
    for (const step of ['/ada', '/read', '/rotate', '/sign-out']) {
      clock.advance(5 * minute)
      const { set, said } = await ask(step)
      expect(Object.keys(set)).toEqual(cookies)
      expect(said !== undefined).toBe(isSaid)
    }
  })

  test('no cache repeats it: neither what a stay has left nor, to others, that there is none', async () => {
    const { ask, clock } = await start(door, { cookie: { maxAge: null } })
    for (const path of ['/public', '/not-modified']) expect((await ask(path)).said).toBeUndefined()
    await ask('/ada')
    for (const path of ['/read', '/', '/private']) {
      clock.advance(5 * minute)
      expect(await ask(path)).toMatchObject({ said: expect.stringContaining('active'), cache: 'no-store' })
    }
    expect(await ask('/private')).toMatchObject({ said: undefined, cache: 'private, max-age=60' })
  })

  test('it costs no call of the store', async () => {
    const programs = await Promise.all(
      ([false, 'header', true] as const).map(async (announce) => {
        const { ask, clock, store } = await start(door, { announce })
        for (const path of [
          '/',
          '/ada',
          '/read',
          '/',
          '/rotate',
          '/bob',
          '/',
          '/fail',
          '/regenerate',
          '/sign-out',
          '/',
        ]) {
          await ask(path)
          clock.advance(2 * minute)
        }
        return store.calls.map(({ method }) => method)
      }),
    )
    expect(programs[1]).toEqual(programs[0])
    expect(programs[2]).toEqual(programs[0])
  })

  test('a renewal leaves alone what the app says of the session cookie, and of the marker', async () => {
    const { ask, clock } = await start(door)
    await ask('/ada')
    clock.advance(5 * minute)
    const told = await ask('/marker-of-the-app')
    expect(told.set).toEqual({
      sid: expect.stringMatching(/^sid=\S+; Max-Age/),
      'sid-stay': 'sid-stay=mine; Path=/',
    })
    clock.advance(5 * minute)
    expect((await ask('/cleared-by-the-app')).set).toEqual({ sid: 'sid=; Max-Age=0; Path=/' })
  })

  test('a sign-in after the headers have left is told by the next response', async () => {
    const app = await start(door, { cookie: {} })
    await app.ask('/streamed-sign-in')
    const before = app.jar.get('sid-stay')
    const { body } = await app.ask('/session')
    const { id } = JSON.parse(body)
    expect({ before, now: app.jar.get('sid-stay') }).toEqual({
      before: expect.not.stringMatching(id),
      now: id,
    })
    expect((await app.ask('/read')).set).toEqual({})
  })
})
