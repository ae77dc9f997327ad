import { describe, expect, test } from 'vitest'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

describe('end', () => {
  test('ends the session; what was asked meanwhile does not bring it back', async () => {
    const { session, start } = createRig()
    const late = Promise.withResolvers<void>()
    server.reply(() => activeView())
    await start()
    server.reply(
      () => noneView,
      async () => {
        await late.promise
        return activeView()
      },
    )
    const end = session.end()
    const refresh = session.refresh()
    expect(await end).toMatchObject({ status: 'none', reason: 'signed-out' })
    late.resolve()
    expect(await refresh).toMatchObject({ status: 'none', reason: 'signed-out' })
  })

  test('tries three times, then rejects without a verdict, and the state stays active', async () => {
    const { session, start } = createRig()
    server.reply(
      () => activeView(),
      () => Response.error(),
    )
    await start()
    await expect(session.end()).rejects.toMatchObject({ code: 'offline' })
    expect(server.requests).toEqual(['GET /session', 'DELETE /session', 'DELETE /session', 'DELETE /session'])
    expect(session.getSnapshot()).toMatchObject({ status: 'active', connection: 'offline' })

    server.reply(() => noneView)
    expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
  })

  test('asked twice at once it is one request, and it outlives the page', async () => {
    const sent: (boolean | undefined)[] = []
    const { session } = createRig({
      fetch: (input, init) => {
        sent.push(input instanceof Request && input.keepalive)
        return fetch(input, init)
      },
    })
    server.reply(() => noneView)
    await Promise.all([session.end(), session.end()])
    expect(sent).toEqual([true])
  })

  test('a redirect waits for it', async () => {
    const order: string[] = []
    const router = { navigate: (path: string) => order.push(path) }
    const { session } = createRig({ redirect: { router } })
    const late = Promise.withResolvers<void>()
    server.reply(async () => {
      await late.promise
      return noneView
    })
    const end = session.end().then(({ status }) => order.push(status))
    const redirect = session.redirect('/bye')
    late.resolve()
    await Promise.all([end, redirect])
    expect(order).toEqual(['none', '/bye'])
  })

  test('dispose ends the waiting for another try', async () => {
    const { session, clock, idle } = createRig()
    server.reply(() => Response.error())
    const outcome = expect(session.end()).rejects.toMatchObject({ code: 'aborted' })
    await idle()
    session.dispose()
    await outcome
    expect(clock.timers()).toBe(0)
  })
})

describe('signedIn', () => {
  test('drops answers under way and asks anew', async () => {
    const { session } = createRig()
    const late = Promise.withResolvers<void>()
    server.reply(
      async () => {
        await late.promise
        return noneView
      },
      () => activeView(),
    )
    const refresh = session.refresh()
    await expect.poll(() => server.requests.length).toBe(1)
    expect(await session.signedIn()).toMatchObject({ status: 'active' })
    late.resolve()
    expect(await refresh).toMatchObject({ status: 'active' })
  })

  test('names the cookie when the server sees no session, and require does not send to sign in again', async () => {
    const targets: string[] = []
    const { session, events, start } = createRig({
      redirect: { router: { navigate: (path: string) => targets.push(path) } },
    })
    server.reply(() => noneView)
    await start()
    await expect(session.signedIn()).rejects.toMatchObject({
      code: 'cookie-not-kept',
      message: expect.stringMatching(/SameSite.*Secure.*third-party/),
    })
    expect(events).toContain('error')
    await session.refresh()
    expect(await session.require()).toMatchObject({ status: 'none', error: { code: 'cookie-not-kept' } })
    expect(targets).toEqual([])
    server.reply(() => activeView())
    expect(await session.signedIn()).not.toHaveProperty('error')
  })
})

describe('keepAlive', () => {
  test('touches on the input of a person when a renewal is due, and never by itself', async () => {
    const { session, start, clock, idle, page } = createRig({ warnBefore: 0 })
    server.reply(() => activeView())
    await start()
    session.keepAlive({ while: 'active' })
    page.fire('keydown')
    clock.advance(59 * second)
    page.fire('pointerdown')
    await idle()
    expect(server.requests).toEqual(['GET /session'])

    clock.advance(second)
    page.fire('keydown', { isTrusted: false })
    page.fire('pointermove', { movementX: 0, movementY: 0 })
    clock.advance(10 * minute)
    await idle()
    expect(server.requests).toEqual(['GET /session'])

    page.fire('pointermove', { movementX: 3, movementY: 0 })
    page.fire('wheel')
    await idle()
    page.fire('keydown')
    await idle()
    expect(server.requests).toEqual(['GET /session', 'POST /session/touch'])
  })

  test('stops', async () => {
    const { session, start, clock, idle, page } = createRig({ warnBefore: 0 })
    server.reply(() => activeView())
    await start()
    const stops = [session.keepAlive(), session.keepAlive({ while: 'open' })]
    for (const stop of stops) stop()
    clock.advance(10 * minute)
    page.fire('keydown')
    await idle()
    expect(server.requests).toEqual(['GET /session'])
  })

  test('waits after a failure, whatever the user does', async () => {
    const { session, start, clock, idle, page } = createRig({ warnBefore: 0 })
    server.reply(() => activeView())
    await start()
    session.keepAlive()
    server.reply(() => new Response(null, { status: 503, headers: { 'retry-after': '30' } }))
    clock.advance(minute)
    server.requests.length = 0
    page.fire('keydown')
    await idle()
    expect(server.requests).toEqual(['POST /session/touch'])
    expect(session.getSnapshot()).toMatchObject({ status: 'active', error: { code: 'unavailable' } })
    clock.advance(20 * second)
    page.fire('keydown')
    await idle()
    expect(server.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1)
  })

  test('sends nothing where the absolute timeout ends the stay first', async () => {
    const { session, start, clock, idle, page } = createRig({ warnBefore: 0 })
    server.reply(() => activeView({ endsAt: 1_600_000_900_000 }))
    await start()
    session.keepAlive({ while: 'active' })
    session.keepAlive({ while: 'open' })
    clock.advance(700_000)
    page.fire('keydown')
    await idle()
    expect(server.requests).toEqual(['GET /session'])
  })

  test('while the page is open it touches at half-time, again and again', async () => {
    const { session, start, clock, idle } = createRig()
    let expiresAt = 1_600_000_900_000
    server.reply(() => {
      expiresAt += 450_000
      return activeView({ expiresAt })
    })
    await start()
    session.keepAlive({ while: 'open' })
    for (let half = 0; half < 3; half++) {
      clock.advance(450_000)
      await idle()
    }
    expect(server.requests).toEqual(['GET /session', ...Array(3).fill('POST /session/touch')])
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })
  })
})
