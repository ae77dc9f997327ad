import { expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, reportedErrors } from '../support/rig.ts'
import { stillPage } from '../support/still-page.ts'

const server = useFakeServer()

test('asks nothing before somebody listens, then once for all, and knows the session', async () => {
  const { session, start, idle, events } = createRig()
  server.reply(() => activeView({ data: { name: 'Ada' } }))
  await idle()
  expect(server.requests).toEqual([])
  expect(session.getSnapshot()).toEqual({ status: 'unknown', connection: 'online', stale: false })

  await start()
  expect(session.getSnapshot()).toMatchObject({
    status: 'active',
    id: 'stay-1',
    data: { name: 'Ada' },
    phase: 'steady',
    limit: 'idle',
    stale: false,
  })
  expect(session.getSnapshot()).not.toHaveProperty('now')
  expect(events).toEqual(['started', 'state'])
  expect(server.requests).toEqual(['GET /session'])
})

test('a client that nobody listens to answers its methods', async () => {
  const { session, page, clock } = createRig()
  server.reply(
    () => activeView(),
    () => activeView({ version: 2 }),
    () => noneView,
  )
  expect(await session.refresh()).toMatchObject({ status: 'active', version: 1 })
  expect(await session.touch()).toMatchObject({ status: 'active', version: 2 })
  expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
  expect(server.requests).toEqual(['GET /session', 'POST /session/touch', 'DELETE /session'])
  expect([page.open(), clock.timers()]).toEqual([0, 0])
})

test('the same view twice is the same snapshot and no event; other data shares what is equal', async () => {
  const { session, start, events } = createRig()
  const data = { user: { name: 'Ada' }, cart: ['tea'] }
  server.reply(
    () => activeView({ data }),
    () => activeView({ data, now: 1_600_000_001_000, maxAge: 899_000, expiresAt: 1_600_000_900_000 }),
    () => activeView({ data: { ...data, cart: ['tea', 'milk'] }, version: 2 }),
  )
  await start()
  const first = session.getSnapshot()
  events.length = 0
  expect(await session.refresh()).toBe(first)
  expect(events).toEqual([])

  const second = await session.refresh()
  expect(events).toEqual(['changed', 'state'])
  if (first.status !== 'active' || second.status !== 'active') throw new Error('Both are active')
  expect(second.data).toEqual({ user: { name: 'Ada' }, cart: ['tea', 'milk'] })
  expect(Reflect.get(Object(second.data), 'user')).toBe(Reflect.get(Object(first.data), 'user'))
})

test('questions asked at once are one request', async () => {
  const { session } = createRig()
  server.reply(() => activeView())
  await Promise.all([session.refresh(), session.refresh(), session.touch(), session.touch()])
  expect(server.requests.sort()).toEqual(['GET /session', 'POST /session/touch'])
})

test('an answer that comes late is dropped for one to a later request', async () => {
  const { session } = createRig()
  const late = Promise.withResolvers<void>()
  server.reply(
    async () => {
      await late.promise
      return activeView({ data: 'old' })
    },
    () => activeView({ data: 'new' }),
  )
  const first = session.refresh()
  await expect.poll(() => server.requests.length).toBe(1)
  await session.touch()
  late.resolve()
  expect(await first).toMatchObject({ data: 'new' })
})

test('a lower version of the same stay is dropped, marked stale, and asked for again', async () => {
  const { session, start, clock, idle } = createRig()
  server.reply(
    () => activeView({ version: 7, data: 'new' }),
    () => activeView({ version: 6, data: 'old' }),
    () => activeView({ version: 7, data: 'new' }),
  )
  await start()
  await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
  expect(session.getSnapshot()).toMatchObject({ version: 7, data: 'new', stale: true })
  clock.advance(15 * minute)
  await idle()
  expect(session.getSnapshot()).toMatchObject({ version: 7, stale: false })
})

test('a new id is another stay: changed with identity, before subscribers', async () => {
  const { session, start } = createRig()
  server.reply(
    () => activeView({ version: 7, data: { name: 'Ada' } }),
    () => activeView({ id: 'stay-2', version: 1, data: { name: 'Bob' } }),
  )
  await start()
  const heard: unknown[] = []
  session.on('changed', ({ identity, state }) => heard.push(identity, state.data))
  session.subscribe(() => heard.push('state'))
  await session.refresh()
  expect(heard).toEqual([true, { name: 'Bob' }, 'state'])
})

test('a broken listener silences nobody else', async () => {
  const { session, start } = createRig()
  const reported = reportedErrors()
  session.subscribe(() => {
    throw new Error('broken')
  })
  server.reply(() => activeView())
  await start()
  expect(session.getSnapshot().status).toBe('active')
  expect(reported).toEqual(['broken'])
})

test('ready resolves with the first state that is known, through an outage', async () => {
  const { session, clock, idle } = createRig()
  server.reply(
    () => new Response(null, { status: 503 }),
    () => activeView(),
  )
  const ready = session.ready()
  await idle()
  expect(session.getSnapshot()).toMatchObject({
    status: 'unknown',
    stale: true,
    error: { code: 'unavailable' },
  })
  clock.advance(2000)
  expect(await ready).toMatchObject({ status: 'active', stale: false })
  expect(clock.timers()).toBe(0)
})

test('a caller that gives up is told so, and changes nothing for others', async () => {
  const { session } = createRig()
  server.reply(() => activeView())
  const caller = new AbortController()
  const refresh = session.refresh({ signal: caller.signal })
  caller.abort('bored')
  await expect(refresh).rejects.toMatchObject({ code: 'aborted', cause: 'bored' })
  await expect(session.refresh({ signal: caller.signal })).rejects.toMatchObject({ code: 'aborted' })
  expect(await session.refresh()).toMatchObject({ status: 'active', stale: false })
})

test('require sends a visitor to sign in, and nobody else', async () => {
  const targets: string[] = []
  const router = { navigate: (path: string) => targets.push(path) }
  const { session } = createRig({ redirect: { router } })
  server.reply(() => activeView())
  expect(await session.require()).toMatchObject({ status: 'active' })
  server.reply(() => noneView)
  await session.refresh()
  expect(await session.require({ returnTo: false })).toMatchObject({ status: 'none', reason: 'lost' })
  expect(targets).toEqual(['/login'])
})

test.each([
  ['/app', '/login'],
  ['/app/', '/login'],
  ['/', '/login'],
])('require leads to the sign-in page below the base of the router: %s', async (base, path) => {
  // The tests of one tab are one visitor, whose guards count.
  sessionStorage.clear()
  const targets: string[] = []
  const { session } = createRig({ redirect: { router: { base, navigate: (to) => targets.push(to) } } })
  server.reply(() => noneView)
  await session.require({ returnTo: false })
  await session.require({ target: `${base}/other`.replace('//', '/'), returnTo: false })
  expect(targets).toEqual([path, '/other'])
})

test('require after one’s own sign-out tells no page to come back to, whatever the loader says', async () => {
  for (const returnTo of [undefined, true, { hash: true }, '/private']) {
    const page = stillPage()
    const { session } = createRig({ redirect: { page } })
    server.reply(() => activeView())
    await session.refresh()
    server.reply(() => ({ ...noneView, reason: 'signed-out' }))
    await session.refresh()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
    void session.require({ returnTo })
    await expect.poll(() => page.calls).toEqual(['replace https://app.example/login'])
  }
})

test('dispose stops timers, listeners, channels and requests for good', async () => {
  const { session, start, page, clock, idle } = createRig()
  server.reply(() => activeView())
  await start()
  session.keepAlive({ while: 'active' })
  session.keepAlive({ while: 'open' })
  session.countdown.subscribe(() => {})
  expect(page.open()).toBeGreaterThan(0)
  expect(clock.timers()).toBeGreaterThan(0)
  const underWay = session.refresh()
  session[Symbol.dispose]()
  await expect(underWay).rejects.toMatchObject({ code: 'aborted' })
  expect([page.open(), clock.timers()]).toEqual([0, 0])
  session.subscribe(() => {})
  await idle()
  expect([page.open(), clock.timers()]).toEqual([0, 0])
  expect(session.getSnapshot()).toMatchObject({ status: 'active', stale: false })
})

test('the last stop leaves no listener, channel or timer', async () => {
  const { session, page, clock, idle } = createRig()
  server.reply(() => activeView())
  const stops = [
    session.subscribe(() => {}),
    session.on('ended', () => {}),
    session.countdown.subscribe(() => {}),
    session.keepAlive(),
  ]
  await idle()
  for (const stop of stops) stop()
  expect([page.open(), clock.timers()]).toEqual([0, 0])
})
