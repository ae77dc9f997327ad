import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

describe('why there is no session', () => {
  test('anonymous: there never was one here', async () => {
    const { session, start, events } = createRig()
    server.reply(() => noneView)
    await start()
    expect(session.getSnapshot()).toEqual({
      status: 'none',
      reason: 'anonymous',
      connection: 'online',
      stale: false,
    })
    expect(events).toEqual(['state'])
  })

  test('expired: the deadline had passed', async () => {
    const { session, start, clock, idle, events } = createRig()
    server.reply(
      () => activeView(),
      () => activeView({ maxAge: 5 * minute, expiresAt: 1_600_000_900_000 }),
      () => noneView,
    )
    await start()
    clock.advance(13 * minute)
    await idle()
    clock.advance(5 * minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
    expect(events.filter((event) => event !== 'state')).toEqual(['started', 'ended'])
  })

  test('lost: active before, gone before its time', async () => {
    const { session, start } = createRig()
    server.reply(
      () => activeView(),
      () => noneView,
    )
    await start()
    expect(await session.refresh()).toMatchObject({ status: 'none', reason: 'lost' })
  })

  test.each(['revoked', 'expired', 'signed-out'] as const)('%s: the server says so', async (reason) => {
    const { session, start } = createRig()
    server.reply(
      () => activeView(),
      () => ({ ...noneView, reason }),
      () => noneView,
    )
    await start()
    const ended = await session.refresh()
    expect(ended).toMatchObject({ status: 'none', reason })
    // And it stays so when the server has forgotten.
    expect(await session.refresh()).toBe(ended)
  })

  test('no data outlives a session', async () => {
    const { session, start } = createRig()
    server.reply(
      () => activeView({ data: { name: 'Ada' } }),
      () => noneView,
    )
    await start()
    expect(JSON.stringify(await session.refresh())).not.toContain('Ada')
  })
})

describe('what is no verdict ends nothing', () => {
  const broken: [string, () => Response, object][] = [
    ['no network', () => Response.error(), { code: 'offline' }],
    [
      '503 with Retry-After',
      () => new Response(null, { status: 503, headers: { 'retry-after': '30' } }),
      { code: 'unavailable', retryAfter: 30_000 },
    ],
    [
      '429 with a date, worth as much as this machine’s clock',
      () => {
        const headers = { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' }
        return new Response(null, { status: 429, headers })
      },
      { code: 'unavailable', retryAfter: undefined },
    ],
    ['500', () => new Response('oops', { status: 500 }), { code: 'unavailable' }],
    ['403', () => Response.json({ code: 'origin-refused' }, { status: 403 }), { code: 'refused' }],
    ['404', () => new Response(null, { status: 404 }), { code: 'refused' }],
    [
      'HTML with 200',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
      { code: 'bad-answer' },
    ],
    ['JSON that was cut', () => new Response('{"status":"none","no'), { code: 'bad-answer' }],
    ['an empty body', () => new Response(''), { code: 'bad-answer' }],
    ['a status of a newer server', () => Response.json({ status: 'paused', now: 1 }), { code: 'bad-answer' }],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: '/login' } }),
      { code: 'offline' },
    ],
  ]
  test.each(broken)('%s', async (_, answer, expected) => {
    const { session, start, events } = createRig()
    server.reply(() => activeView({ data: 'kept' }), answer)
    await start()
    events.length = 0
    await expect(session.refresh()).rejects.toMatchObject({ name: 'SessionClientError', ...expected })
    expect(session.getSnapshot()).toMatchObject({
      status: 'active',
      data: 'kept',
      stale: true,
      error: expected,
    })
    expect(events).toEqual(['error', 'state'])

    // The same trouble again is no news, and a verdict is the end of it.
    const before = session.getSnapshot()
    await expect(session.refresh()).rejects.toMatchObject(expected)
    expect(session.getSnapshot()).toBe(before)
    server.reply(() => activeView({ data: 'kept' }))
    expect(await session.refresh()).not.toHaveProperty('error')
    expect(session.getSnapshot()).toMatchObject({ connection: 'online', stale: false })
  })

  test('unknown fields of a newer server are left out', async () => {
    const { session } = createRig()
    server.reply(() => Response.json({ ...activeView(), mood: 'sunny' }))
    const state = await session.refresh()
    expect(state.status).toBe('active')
    expect(state).not.toHaveProperty('mood')
  })

  test('data that does not fit the schema', async () => {
    const isText = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) =>
          typeof value === 'string' ? { value: value.trim() } : { issues: [{ message: 'no text' }] },
      },
    } as const
    const { session } = createRig({ data: isText })
    server.reply(
      () => activeView({ data: ' tea ' }),
      () => activeView({ data: 7 }),
    )
    expect(await session.refresh()).toMatchObject({ data: 'tea' })
    await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
    expect(session.getSnapshot()).toMatchObject({ data: 'tea', stale: true })
  })

  test('a network that is back is asked at once, a busy server when it wants', async () => {
    const { session, start, page, clock, idle } = createRig()
    server.reply(
      () => Response.error(),
      () => new Response(null, { status: 503, headers: { 'retry-after': '20' } }),
      () => activeView(),
    )
    await start()
    expect(session.getSnapshot()).toMatchObject({ status: 'unknown', connection: 'offline' })
    page.goOffline()
    page.goOnline()
    await idle()
    expect(session.getSnapshot()).toMatchObject({ connection: 'online', error: { code: 'unavailable' } })
    clock.advance(19_900)
    await idle()
    expect(server.requests).toHaveLength(2)
    clock.advance(5_200)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', stale: false })
  })

  test('five seconds are enough', async () => {
    const { session } = createRig()
    const never = Promise.withResolvers<Response>()
    server.reply(() => never.promise)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => {
      vi.useRealTimers()
      never.resolve(Response.error())
    })
    const outcome = expect(session.refresh()).rejects.toMatchObject({ code: 'timeout' })
    await vi.advanceTimersByTimeAsync(5000)
    await outcome
    expect(session.getSnapshot()).toMatchObject({ status: 'unknown', connection: 'online', stale: true })
  })
})
