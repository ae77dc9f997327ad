import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

describe('apply', () => {
  test('takes the view of the page before anybody asks, and the server confirms it', async () => {
    const { session, start, idle, events } = createRig()
    session.apply(activeView({ data: 'Ada', maxAge: 10 * minute }))
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'Ada', phase: 'steady' })
    await idle()
    expect(server.requests).toEqual([])
    server.reply(() => activeView({ data: 'Ada', maxAge: 10 * minute }))
    await start()
    expect(server.requests).toEqual(['GET /session'])
    expect(events).toEqual([])
  })

  test('counts from when the view was asked for', () => {
    const { session } = createRig()
    const left: (number | null)[] = []
    session.apply(activeView({ maxAge: 10 * minute }), 7000)
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    expect(left).toEqual([593_000])
  })

  test('makes a sign-in of the answer that carried it, with one event, and no request', async () => {
    const { session, start, idle, events } = createRig()
    server.reply(() => noneView)
    await start()
    events.length = 0
    server.requests.length = 0
    session.apply(activeView({ data: 'Ada' }))
    await idle()
    expect(events).toEqual(['started', 'state'])
    expect(server.requests).toEqual([])
    session.apply({ status: 'none', now: 1, reason: 'signed-out' })
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
  })

  test('drops what was asked before', async () => {
    const { session, start, events } = createRig()
    const late = Promise.withResolvers<void>()
    server.reply(() => activeView({ data: 'old' }))
    await start()
    server.reply(
      async () => {
        await late.promise
        return activeView({ data: 'old' })
      },
      () => activeView({ data: 'new', version: 2 }),
    )
    const asked = session.refresh()
    await expect.poll(() => server.requests).toHaveLength(2)
    session.apply(activeView({ data: 'new', version: 2 }))
    late.resolve()
    expect(await asked).toMatchObject({ data: 'new' })
    expect(events).toEqual(['started', 'state', 'changed', 'state'])
  })

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text', '{"status":"active"}'],
    ['a response', new Response()],
    ['a view of another server', { status: 'active', user: 'Ada' }],
    ['a negative maxAge', { ...activeView(), maxAge: -1 }],
    [
      'what throws when it is read',
      {
        get status() {
          throw new Error('no')
        },
      },
    ],
  ])('of %s throws nothing, keeps the state, and says so in it', async (_, view) => {
    const { session, start, idle } = createRig()
    server.reply(() => activeView({ data: 'tea' }))
    await start()
    expect(() => session.apply(view)).not.toThrow()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'tea', stale: true })
    expect(session.getSnapshot().error?.code).toMatch(/bad-answer|offline/)
    await idle()
  })

  test.each([Number.NaN, -1e12, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'with an age of %s neither throws nor hides the session',
    async (age) => {
      const { session, start, clock, idle } = createRig()
      server.reply(() => activeView())
      await start()
      session.apply(activeView(), age)
      clock.advance(10_000)
      await idle()
      expect(session.getSnapshot()).toMatchObject({ status: 'active' })
      expect(server.requests.length).toBeLessThan(5)
      server.reply(() => noneView)
      clock.advance(15 * minute)
      await idle()
      expect(session.getSnapshot()).toMatchObject({ status: 'none' })
    },
  )

  test.each(['5 seconds', {}, []])('with an age of %o, which is no number, counts from now', async (age) => {
    const { session, start } = createRig()
    server.reply(() => activeView())
    await start()
    Reflect.apply(session.apply, session, [activeView({ maxAge: 10 * minute }), age])
    const left: unknown[] = []
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    expect(left).toEqual([10 * minute])
  })

  test('of a server whose clock lags behind has the other one asked, and its sign-in is believed', async () => {
    const { session, start, clock, idle } = createRig()
    server.reply(() => ({ ...noneView, now: noneView.now + 2000 }))
    await start()
    server.reply(
      () => activeView(),
      () => activeView({ now: noneView.now + 1000 }),
    )
    session.apply(activeView())
    for (let second = 0; second < 2; second++) {
      await idle()
      clock.advance(1000)
    }
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', stale: false })

    const other = createRig()
    server.reply(() => ({ ...noneView, now: noneView.now + 2000 }))
    await other.start()
    server.reply(() => activeView())
    expect(await other.session.signedIn()).toMatchObject({ status: 'active' })
  })

  test('of an older version of the stay changes nothing', async () => {
    const { session, start, idle } = createRig()
    server.reply(() => activeView({ version: 7, data: 'new' }))
    await start()
    session.apply(activeView({ version: 6, data: 'old' }), 60_000)
    expect(session.getSnapshot()).toMatchObject({ version: 7, data: 'new' })
    // The last replica to hear of it answered.
    session.apply(activeView({ version: 6, data: 'old' }))
    expect(session.getSnapshot()).toMatchObject({ version: 7, data: 'new' })
    session.apply(activeView({ version: 6, id: 'stay-2' }))
    expect(session.getSnapshot()).toMatchObject({ version: 6, id: 'stay-2' })
    await idle()
  })
})

describe('overdue', () => {
  test.each([
    ['keep', 'active'],
    ['hide', 'unknown'],
  ] as const)('%s: without a verdict for half a minute the state is %s', async (overdue, status) => {
    const { session, start, clock, idle, events } = createRig({ overdue, warnBefore: 0 })
    server.reply(
      () => activeView({ data: 'private' }),
      () => Response.error(),
    )
    await start()
    clock.advance(929_999)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying', stale: true })
    clock.advance(1)
    expect(session.getSnapshot()).toMatchObject({ status, stale: true })
    expect(events).not.toContain('ended')

    server.reply(() => activeView({ data: 'private', version: 2, expiresAt: 1_600_003_000_000 }))
    clock.advance(minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'private', stale: false })
  })

  test('hides what a hidden tab shows as well', async () => {
    const { session, start, clock, page } = createRig({ overdue: 'hide', warnBefore: 0 })
    server.reply(() => activeView({ data: 'private' }))
    await start()
    page.hide()
    clock.advance(930_000)
    expect(session.getSnapshot()).toMatchObject({ status: 'unknown', stale: true })
  })
})

describe('onCover', () => {
  test('covers a page from the back/forward cache until the verdict, and then no longer', async () => {
    const { session, start, page, idle } = createRig()
    const heard: boolean[] = []
    session.onCover((isCovered) => heard.push(isCovered))
    server.reply(() => activeView())
    await start()
    expect(heard).toEqual([])
    page.fire('pageshow', { persisted: false })
    expect(heard).toEqual([])
    page.fire('pagehide', { persisted: true })
    page.fire('pageshow', { persisted: true })
    expect(heard).toEqual([true])
    await idle()
    expect(heard).toEqual([true, false])
  })

  test('stays while the server says nothing, through failures', async () => {
    const { session, start, page, clock, idle } = createRig()
    const heard: boolean[] = []
    session.onCover((isCovered) => heard.push(isCovered))
    server.reply(() => activeView())
    await start()
    server.reply(() => new Response(null, { status: 503 }))
    page.fire('pageshow', { persisted: true })
    await idle()
    expect(heard).toEqual([true])
    server.reply(() => noneView)
    clock.advance(2000)
    await idle()
    expect(heard).toEqual([true, false])
    expect(session.getSnapshot()).toMatchObject({ status: 'none' })
  })

  test('has nothing to cover without a session', async () => {
    const { session, start, page, idle } = createRig()
    const heard: boolean[] = []
    session.onCover((isCovered) => heard.push(isCovered))
    await start()
    page.fire('pageshow', { persisted: true })
    await idle()
    expect(heard).not.toContain(true)
  })
})
