import ky from 'ky'
import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()

interface App extends Rig {
  /** Sends a request of the app, which is answered with `status` and the header's value. */
  call(announcement: string | undefined, status?: number, init?: RequestInit): Promise<Response>
  /** What the app's own API was asked. */
  readonly calls: string[]
}

type Way = 'session.fetch' | 'session.kyHooks' | 'session.observe'
const ways: Way[] = ['session.fetch', 'session.kyHooks', 'session.observe']

/** An app that is signed in for a quarter of an hour, of which a minute is over. */
async function signedInApp(way: Way, view = activeView({ data: 'tea' })): Promise<App> {
  const calls: string[] = []
  let underWay = 0
  let next: () => Response = () => new Response()
  const rig = createRig({
    warnBefore: 0,
    async fetch(input, init) {
      const request = new Request(input, init)
      if (request.url.includes('/session')) {
        underWay++
        const response = await fetch(request)
        await response.clone().text()
        underWay--
        return response
      }
      calls.push(`${request.method} ${new URL(request.url).pathname}`)
      return next()
    },
  })
  async function idle(): Promise<void> {
    await expect.poll(() => underWay).toBe(0)
    await rig.idle()
  }
  server.reply(() => view)
  await rig.start()
  await rig.session.ready()
  await idle()
  rig.clock.advance(minute)
  server.requests.length = 0
  rig.events.length = 0
  const api = ky.extend({
    hooks: rig.session.kyHooks,
    throwHttpErrors: false,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      calls.push(`${request.method} ${new URL(request.url).pathname}`)
      return next()
    },
  })
  return {
    ...rig,
    idle,
    calls,
    call(announcement, status = 200, init = {}) {
      next = () =>
        new Response('its own', {
          status,
          headers: announcement === undefined ? {} : { 'Sojourn-Session': announcement },
        })
      if (way === 'session.kyHooks') return api('/api/cart', init as object)
      if (way === 'session.fetch') return rig.session.fetch('/api/cart', init)
      return sendByOther(rig, '/api/cart', init)
    },
  }
  /** As with XHR or axios: the client sees nothing but status and headers. */
  async function sendByOther({ session }: Rig, input: string, init: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    calls.push(`${request.method} ${new URL(request.url).pathname}`)
    const response = next()
    session.observe({ status: response.status, headers: { get: (name) => response.headers.get(name) } })
    return response
  }
}

describe.each(ways)('%s', (way) => {
  test.each([
    ['a 401', undefined, 401],
    ['a header that says none', 'none', 200],
    ['a 401 that says none', 'none', 401],
  ])('%s is asked about once, and the app gets its answer as it is', async (_, announcement, status) => {
    const { session, call, calls, idle } = await signedInApp(way)
    server.reply(() => ({ ...noneView, reason: 'revoked' }))
    const response = await call(announcement, status, { method: 'POST', body: '{}' })
    expect(response.status).toBe(status)
    expect(await response.text()).toBe('its own')
    await idle()
    expect(server.requests).toEqual(['GET /session'])
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'revoked' })
    // Nothing is sent twice, unsafe methods least of all.
    expect(calls).toEqual(['POST /api/cart'])
  })

  test('fifty 401s at once are one question, whoever answers first', async () => {
    const { call, calls, idle, session } = await signedInApp(way)
    const storm = Array.from({ length: 50 }, () => call(undefined, 401, { method: 'DELETE' }))
    await Promise.all(storm)
    await idle()
    expect(server.requests).toEqual(['GET /session'])
    expect(calls).toHaveLength(50)
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'tea' })
  })

  test('401s that go on, in a session that goes on, are asked about each ten seconds at most', async () => {
    const { call, idle, clock, session } = await signedInApp(way)
    for (let second = 0; second < 60; second++) {
      await call(undefined, 401)
      clock.advance(1000)
      await idle()
    }
    expect(server.requests.length).toBeGreaterThan(1)
    expect(server.requests.length).toBeLessThanOrEqual(7)
    expect(session.getSnapshot()).toMatchObject({ status: 'active' })
  })

  test('without a session 401s say nothing new', async () => {
    const { session, call, idle } = await signedInApp(way)
    server.reply(() => noneView)
    await session.refresh()
    server.requests.length = 0
    for (let time = 0; time < 10; time++) await call('none', 401)
    await idle()
    expect(server.requests).toEqual([])
  })

  test('a header that says active makes a question of a tab that knows of no session', async () => {
    const { session, call, idle } = await signedInApp(way)
    server.reply(() => noneView)
    await session.refresh()
    server.requests.length = 0
    server.reply(() => activeView({ id: 'stay-2' }))
    await call('active; id=stay-1; max-age=900000')
    await idle()
    expect(server.requests).toEqual(['GET /session'])
    expect(session.getSnapshot()).toMatchObject({ id: 'stay-2' })
  })

  test('a renewal extends the countdown without a request', async () => {
    const { session, call, idle, events } = await signedInApp(way)
    const left: (number | null)[] = []
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    await call('active; id=stay-1; max-age=900000')
    await idle()
    expect(left).toEqual([14 * minute, 15 * minute])
    expect(session.getSnapshot()).toMatchObject({ expiresAt: 1_600_000_960_000, data: 'tea', version: 1 })
    expect(events).toEqual(['extended', 'state'])
    expect(server.requests).toEqual([])
  })

  test.each([
    ['less than what is known', 'active; id=stay-1; max-age=1000'],
    ['nothing', 'active; id=stay-1'],
    ['an empty time', 'active; id=stay-1; max-age='],
    ['a negative time', 'active; id=stay-1; max-age=-900000'],
    ['no number', 'active; id=stay-1; max-age=soon'],
    ['a list', 'active; id=stay-1; max-age=900000, active; id=stay-1; max-age=900000'],
  ])('a renewal of %s changes nothing', async (_, announcement) => {
    const { session, call, idle } = await signedInApp(way)
    const before = session.getSnapshot()
    await call(announcement)
    await idle()
    expect(session.getSnapshot()).toBe(before)
    expect(server.requests).toEqual([])
  })

  test.each([
    'active; id=stay-1; max-age=1e300',
    'active; id=stay-1; max-age=Infinity',
    'active; id=stay-1; max-age=8640000000000000',
  ])('a renewal of more than a stay lasts is one of a stay: %s', async (announcement) => {
    const { session, call } = await signedInApp(way)
    const left: (number | null)[] = []
    await call(announcement)
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    expect(left).toEqual([15 * minute])
  })

  test('another stay is asked about, and extends nothing', async () => {
    const { session, call, idle, events } = await signedInApp(way)
    server.reply(() => activeView({ id: 'stay-2', data: 'coffee' }))
    const left: (number | null)[] = []
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    await call('active; id=stay-2; max-age=900000')
    expect(left).toEqual([14 * minute])
    await idle()
    expect(events.filter((event) => event !== 'state')).toEqual(['changed'])
    expect(session.getSnapshot()).toMatchObject({ id: 'stay-2', data: 'coffee' })
    expect(server.requests).toEqual(['GET /session'])
  })

  test('a renewal leads no further than the absolute end', async () => {
    const { session, call } = await signedInApp(way, activeView({ endsAt: 1_600_000_930_000 }))
    const left: (number | null)[] = []
    await call('active; id=stay-1; max-age=900000')
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    expect(left).toEqual([870_000])
    expect(session.getSnapshot()).toMatchObject({ limit: 'absolute', expiresAt: 1_600_000_930_000 })
  })

  test('a header of garbage throws nothing into the app, and is asked about no more than once', async () => {
    const { session, call, idle } = await signedInApp(way)
    for (const garbage of [
      '',
      'ACTIVE',
      'active; max-stale=900000',
      'nonee',
      '; max-age=5',
      '[object Object]',
      'x'.repeat(5000),
      '"',
    ])
      expect((await call(garbage)).status).toBe(200)
    await idle()
    expect(server.requests.length).toBeLessThanOrEqual(1)
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'tea' })
  })

  test('a tab that is not seen asks when it is', async () => {
    const { session, call, page, idle } = await signedInApp(way)
    page.hide()
    await call(undefined, 401)
    await idle()
    expect(server.requests).toEqual([])
    expect(session.getSnapshot()).toMatchObject({ status: 'active', stale: true })
    page.show()
    await idle()
    expect(server.requests).toEqual(['GET /session'])
  })
})

test('what the app sends that fails, fails as it would without the client', async () => {
  const failure = new TypeError('Failed to fetch')
  const { session, idle } = createRig({ fetch: () => Promise.reject(failure) })
  await expect(session.fetch('/api')).rejects.toBe(failure)
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'unknown' })
})

test.each(ways)('a disposed client lets the app fetch by %s, and asks nothing', async (way) => {
  const { session, call, calls, page, clock, idle } = await signedInApp(way)
  // What would be asked else: because of a 401, of activity, on return, and once the stay may be over.
  session.keepAlive()
  session.dispose()
  expect((await call(undefined, 401)).status).toBe(401)
  page.fire('keydown')
  session.activity.report()
  page.hide()
  page.show()
  clock.advance(2_000_000)
  await idle()
  expect(calls).toHaveLength(1)
  expect(server.requests).toEqual([])
  expect(page.open()).toBe(0)
})

test.each(ways)('a client that is not disposed would have asked: %s', async (way) => {
  const { call, idle } = await signedInApp(way)
  await call(undefined, 401)
  await idle()
  expect(server.requests).toEqual(['GET /session'])
})
