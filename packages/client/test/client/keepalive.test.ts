import { describe, expect, test } from 'vitest'
import { equip, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()
const touch = 'POST /session/touch'

async function keptAlive(policy: 'active' | 'open' = 'active'): Promise<Rig> {
  const rig = createRig({ warnBefore: 0 })
  let version = 1
  server.reply(() => activeView({ version, expiresAt: 1_600_000_900_000 + version++ * 60_000 }))
  await rig.start()
  rig.session.keepAlive({ while: policy })
  rig.clock.advance(minute)
  server.requests.length = 0
  return rig
}

describe('activity that the client cannot see', () => {
  test('counts when it is reported', async () => {
    const { session, idle } = await keptAlive()
    session.activity.report()
    await idle()
    expect(server.requests).toEqual([touch])
  })

  test('counts once while a renewal is fresh, however often it is reported', async () => {
    const { session, clock, idle } = await keptAlive()
    const play = async (frames: number): Promise<void> => {
      for (let frame = 0; frame < frames; frame++) {
        session.activity.report()
        if (frame % 100 === 0) await idle()
        clock.advance(100)
      }
      await idle()
    }
    await play(600)
    expect(server.requests).toEqual([touch])
    await play(600)
    expect(server.requests).toEqual([touch, touch])
  })

  test('counts for nothing where nobody keeps the session alive', async () => {
    const { session, start, clock, idle } = createRig({ warnBefore: 0 })
    server.reply(() => activeView())
    await start()
    clock.advance(minute)
    session.activity.report()
    await idle()
    expect(server.requests).toEqual(['GET /session'])
    // From when on somebody does, it counts.
    session.keepAlive()
    session.activity.report()
    await idle()
    expect(server.requests).toEqual(['GET /session', touch])
  })

  test('before there is a session, and after it, is no error', async () => {
    const { session, idle } = createRig()
    session.keepAlive()
    server.reply(() => noneView)
    session.activity.report()
    await idle()
    session.activity.report()
    session.dispose()
    session.activity.report()
    await idle()
    expect(server.requests).toEqual(['GET /session'])
  })
})

describe('pause', () => {
  test.each(['active', 'open'] as const)('holds %s back until all who paused resume', async (policy) => {
    const { session, clock, page, idle } = await keptAlive(policy)
    const resumes = [session.activity.pause(), session.activity.pause()]
    clock.advance(500_000)
    page.fire('keydown')
    session.activity.report()
    await idle()
    resumes[0]?.()
    resumes[0]?.()
    page.fire('keydown')
    clock.advance(250)
    await idle()
    expect(server.requests).toEqual([])

    resumes[1]?.()
    if (policy === 'active') page.fire('keydown')
    clock.advance(2000)
    await idle()
    expect(server.requests).toEqual([touch])
  })

  test('does not hold back who touches on purpose', async () => {
    const { session } = await keptAlive()
    session.activity.pause()
    expect(await session.touch()).toMatchObject({ status: 'active' })
    expect(server.requests).toEqual([touch])
  })
})

describe('a person', () => {
  test('whose stay ends for good sends nothing more', async () => {
    const { session, page, clock, idle } = await keptAlive()
    server.reply(() => noneView)
    await session.end()
    server.requests.length = 0
    clock.advance(10 * minute)
    page.fire('keydown')
    await idle()
    expect(server.requests).toEqual([])
  })

  test('of whom the server knows nothing any more is told so by the touch', async () => {
    const { session, page, idle } = await keptAlive()
    server.reply(() => ({ ...noneView, reason: 'revoked' }))
    page.fire('keydown')
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'revoked' })
  })

  test('gets the next try with the next input, once the server may be asked again', async () => {
    const { session, page, clock, idle } = await keptAlive()
    server.reply(
      () => new Response(null, { status: 503 }),
      () => activeView({ version: 9, expiresAt: 1_600_001_800_000 }),
    )
    page.fire('keydown')
    await idle()
    expect(session.getSnapshot()).toMatchObject({
      status: 'active',
      stale: true,
      error: { code: 'unavailable' },
    })
    clock.advance(10_000)
    await idle()
    page.fire('keydown')
    await idle()
    expect(session.getSnapshot()).toMatchObject({ stale: false, version: 9 })
  })
})

test('an open page touches at half-time even unseen, and never past the absolute end', async () => {
  const { page, clock, idle, session } = await keptAlive('open')
  page.hide()
  clock.advance(389_000)
  await idle()
  expect(server.requests).toEqual([])
  server.reply(() => activeView({ version: 20, expiresAt: 1_600_005_000_000, endsAt: 1_600_005_000_000 }))
  clock.advance(1000)
  await idle()
  expect(server.requests).toEqual([touch])
  clock.advance(700_000)
  await idle()
  expect(server.requests).toEqual([touch])
  expect(session.getSnapshot()).toMatchObject({ limit: 'absolute' })
})

test('a stay never lives longer than its timeout after the last activity plus what counts as fresh', async () => {
  const { session, page, clock, idle } = createRig({ warnBefore: 0 })
  // A server of its own: it renews with a touch that is due, and with nothing else.
  let endsAt = clock.now() + 15 * minute
  const answer = () =>
    clock.now() < endsAt
      ? activeView({ maxAge: endsAt - clock.now(), expiresAt: endsAt - 100_000_000_000 })
      : noneView
  server.reply(answer)
  session.subscribe(() => {})
  session.keepAlive()
  await idle()
  let lastInput = 0
  for (let step = 0; step < 40; step++) {
    const asked = server.requests.length
    page.fire('keydown')
    lastInput = clock.now()
    await idle()
    if (server.requests.slice(asked).includes(touch)) endsAt = clock.now() + 15 * minute
    clock.advance(7000 + step * 311)
    await idle()
  }
  expect(session.getSnapshot()).toMatchObject({ status: 'active' })
  expect(endsAt - lastInput).toBeLessThanOrEqual(15 * minute)
  expect(endsAt - lastInput).toBeGreaterThan(15 * minute - minute - 20 * second)
  while (session.getSnapshot().status === 'active' && clock.now() < lastInput + 2_000_000) {
    clock.advance(10_000)
    await idle()
  }
  expect(clock.now() - lastInput).toBeLessThanOrEqual(15 * minute + minute + 10 * second)
})

describe('the lease', () => {
  const name = `sojourn:3:${new URL('/session', location.href)}:lease`

  test('keeps a second tab from touching for five seconds, and not for longer', async () => {
    const { page, clock, idle } = await keptAlive()
    const localStorage = sharedStorage()
    equip(page.env, { localStorage })
    localStorage.setItem(name, `${clock.now() + 5000} of another tab`)
    page.fire('keydown')
    clock.advance(4999)
    await idle()
    expect(server.requests).toEqual([])
    clock.advance(1)
    page.fire('keydown')
    clock.advance(100)
    await idle()
    expect(server.requests).toEqual([touch])
  })

  test('from the future, of before somebody set the clock back, counts for nothing', async () => {
    const { page, clock, idle } = await keptAlive()
    const localStorage = sharedStorage()
    equip(page.env, { localStorage })
    localStorage.setItem(name, `${clock.now() + 86_400_000} of another tab`)
    page.fire('keydown')
    clock.advance(100)
    await idle()
    expect(server.requests).toEqual([touch])
  })

  test('is the last writer’s', async () => {
    const { page, clock, idle } = await keptAlive()
    const localStorage = sharedStorage()
    equip(page.env, { localStorage })
    page.fire('keydown')
    clock.advance(50)
    localStorage.setItem(name, `${clock.now() + 5000} of another tab`)
    clock.advance(50)
    await idle()
    expect(server.requests).toEqual([])
  })

  test('is given back after a failure', async () => {
    const { page, clock, idle } = await keptAlive()
    const localStorage = sharedStorage()
    equip(page.env, { localStorage })
    server.reply(() => Response.error())
    page.fire('keydown')
    clock.advance(100)
    await idle()
    expect(server.requests).toEqual([touch])
    expect(localStorage.items.get(name)).toBe('')
  })
})

test.each(['active', 'open'] as const)(
  '%s: a touch that renews nothing is not sent again and again',
  async (policy) => {
    const { session, page, clock, start, idle } = createRig({ warnBefore: 0 })
    let answers = 0
    server.reply(() => {
      // Or this test would never see an end of it.
      if (++answers > 30) session.dispose()
      return activeView({ maxAge: 5 * minute })
    })
    await start()
    session.keepAlive({ while: policy })
    for (let second = 0; second < 10; second++) {
      clock.advance(1000)
      page.fire('keydown')
      await idle()
    }
    expect(server.requests.length).toBeGreaterThan(1)
    expect(server.requests.length).toBeLessThan(6)
  },
)
