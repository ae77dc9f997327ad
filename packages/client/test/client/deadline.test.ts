import { describe, expect, test } from 'vitest'
import { hour, minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

describe('the end of a stay', () => {
  test('verifying, one question, never before its time; then the verdict', async () => {
    const { session, start, clock, idle } = createRig({ warnBefore: 0 })
    server.reply(
      () => {
        clock.advance(400) // the way there and back
        return activeView({ data: 'form' })
      },
      () => noneView,
    )
    await start()
    clock.advance(899_599)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })

    clock.advance(1)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying', data: 'form' })
    clock.advance(399)
    await idle()
    expect(server.requests).toHaveLength(1)

    clock.advance(1)
    clock.advance(0)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
    clock.advance(hour)
    await idle()
    expect(server.requests).toHaveLength(2)
  })

  test('a slow answer delays the question by no more than a second', async () => {
    const { session, start, clock, idle } = createRig({ warnBefore: 0 })
    server.reply(() => {
      clock.advance(4 * second)
      return activeView()
    })
    await start()
    clock.advance(896_000)
    expect(session.getSnapshot()).toMatchObject({ phase: 'verifying' })
    clock.advance(second)
    await idle()
    expect(server.requests).toHaveLength(2)
  })

  test('a stay extended elsewhere goes on, with the same data', async () => {
    const { session, start, clock, idle, events } = createRig({ warnBefore: 0 })
    server.reply(() => activeView({ data: { name: 'Ada' } }))
    await start()
    const before = session.getSnapshot()
    server.reply(() => activeView({ data: { name: 'Ada' }, expiresAt: 1_600_001_800_000 }))
    clock.advance(15 * minute)
    await idle()
    const after = session.getSnapshot()
    expect(after).toMatchObject({ status: 'active', phase: 'steady', expiresAt: 1_600_001_800_000 })
    expect(Reflect.get(after, 'data')).toBe(Reflect.get(before, 'data'))
    expect(events).toEqual(['started', 'state', 'state', 'extended', 'state'])
  })

  test('without a verdict it stays active, and asks again until there is one', async () => {
    const { session, start, clock, idle } = createRig({ warnBefore: 0 })
    server.reply(
      () => activeView(),
      () => Response.error(),
    )
    await start()
    clock.advance(15 * minute)
    await idle()
    for (let tries = 0; tries < 8; tries++) {
      clock.advance(minute)
      await idle()
    }
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying', stale: true })
    server.reply(() => noneView)
    clock.advance(minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
  })

  test('a stay of more than 24.8 days does not end at once', async () => {
    const days = 86_400_000
    const { session, start, clock, idle, page } = createRig({ warnBefore: 0 })
    server.reply(() => activeView({ maxAge: 60 * days, originalMaxAge: 60 * days }))
    await start()
    page.hide()
    expect(clock.timers()).toBe(1)
    clock.advance(60 * days - 1)
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })
    clock.advance(1)
    expect(session.getSnapshot()).toMatchObject({ phase: 'verifying' })
    page.show()
    await idle()
    expect(server.requests).toHaveLength(2)
  })
})

describe('the warning', () => {
  test('comes a third before the end of a short stay, confirmed by a question of its own', async () => {
    const { session, start, clock, idle, events } = createRig()
    const short = { originalMaxAge: 30_000, expiresAt: 1_600_000_030_000 }
    server.reply(
      () => activeView({ ...short, maxAge: 30_000 }),
      () => activeView({ ...short, maxAge: 10_000 }),
    )
    await start()
    clock.advance(19_999)
    await idle()
    expect(server.requests).toHaveLength(1)
    clock.advance(1)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ phase: 'expiring', limit: 'idle' })
    expect(server.requests).toHaveLength(2)
    expect(events).toEqual(['started', 'state', 'expiring', 'state'])
  })

  test('does not come when the stay was extended meanwhile', async () => {
    const { session, start, clock, idle, events } = createRig()
    server.reply(() => activeView({ expiresAt: 1_600_000_900_000 }))
    await start()
    clock.advance(13 * minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })
    expect(events).not.toContain('expiring')
  })

  test('does not come unconfirmed', async () => {
    const { session, start, clock, idle } = createRig()
    server.reply(
      () => activeView(),
      () => Response.error(),
    )
    await start()
    clock.advance(13 * minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady', stale: true })
  })

  test('says when no touch can help', async () => {
    const { session } = createRig()
    server.reply(() => activeView({ maxAge: minute, endsAt: 1_600_000_060_000 }))
    expect(await session.refresh()).toMatchObject({ phase: 'expiring', limit: 'absolute' })
  })
})

describe('sleep, set clocks, and absence', () => {
  test('a machine that slept past the end asks as soon as it wakes', async () => {
    const { session, start, clock, idle } = createRig()
    server.reply(
      () => activeView(),
      () => noneView,
    )
    await start()
    clock.shiftWall(3_600_000)
    clock.advance(2 * second)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
  })

  test('the first input after sleep asks before any timer', async () => {
    const { start, clock, idle, page } = createRig()
    server.reply(() => activeView())
    await start()
    page.fire('keydown')
    await idle()
    expect(server.requests).toHaveLength(1)
    clock.shiftWall(60_000)
    page.fire('keydown')
    await idle()
    expect(server.requests).toHaveLength(2)
  })

  test.each([
    ['forward', 86_400_000],
    ['back', -86_400_000],
  ])('a clock set %s asks once, and the countdown is right again', async (_, shift) => {
    const { session, start, clock, idle } = createRig()
    const ticks: (number | null)[] = []
    server.reply(() => activeView())
    await start()
    session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
    clock.shiftWall(shift)
    clock.advance(second)
    await idle()
    expect(server.requests).toHaveLength(2)
    expect(ticks.at(-1)).toBe(15 * minute)
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'steady' })
    clock.advance(10 * second)
    await idle()
    expect(ticks.at(-1)).toBe(890_000)
    expect(server.requests).toHaveLength(2)
  })

  test('a tab that comes to the foreground asks, unless it just did', async () => {
    const { start, clock, idle, page } = createRig()
    server.reply(() => activeView())
    await start()
    page.hide()
    clock.advance(5 * second)
    page.show()
    await idle()
    expect(server.requests).toHaveLength(1)
    page.hide()
    clock.advance(5 * second)
    page.show()
    await idle()
    expect(server.requests).toHaveLength(2)
  })

  test.each(['resume', 'online'])('asks on %s', async (type) => {
    const { start, idle, page } = createRig()
    server.reply(() => activeView())
    await start()
    page.fire(type)
    await idle()
    expect(server.requests).toHaveLength(2)
  })

  test('asks when the back/forward cache gave the page back, not at its first load', async () => {
    const { start, idle, page } = createRig()
    server.reply(() => activeView())
    await start()
    page.fire('pageshow', { persisted: false })
    await idle()
    expect(server.requests).toHaveLength(1)
    page.fire('pageshow', { persisted: true })
    await idle()
    expect(server.requests).toHaveLength(2)
  })

  test('a hidden tab asks nothing at the deadline, but when it is shown', async () => {
    const { session, start, clock, idle, page } = createRig({ warnBefore: 0 })
    server.reply(
      () => activeView(),
      () => noneView,
    )
    await start()
    page.hide()
    clock.advance(15 * minute)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying', stale: true })
    expect(server.requests).toHaveLength(1)
    page.show()
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
  })
})

describe('the countdown', () => {
  test('counts whole seconds, rounded up, to zero and never below, by one timer for a thousand', async () => {
    const { session, start, clock, idle } = createRig()
    server.reply(() => activeView({ maxAge: 3500, originalMaxAge: 3500 }))
    await start()
    const timers = clock.timers()
    const ticks: (number | null)[] = []
    session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
    for (let i = 1; i < 1000; i++) session.countdown.subscribe(() => {})
    expect(clock.timers()).toBe(timers)
    server.reply(() => Response.error())
    for (let i = 0; i < 10; i++) clock.advance(500)
    await idle()
    expect(ticks).toEqual([4000, 3000, 2000, 1000, 0])
  })

  test('tells a late listener at once, and sleeps while nobody looks', async () => {
    const { session, start, clock, page } = createRig()
    server.reply(() => activeView())
    await start()
    session.countdown.subscribe(() => {})
    clock.advance(1500)
    const ticks: (number | null)[] = []
    const stop = session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
    expect(ticks).toEqual([899_000])
    page.hide()
    clock.advance(30 * second)
    expect(ticks).toEqual([899_000])
    page.show()
    expect(ticks).toEqual([899_000, 869_000])
    stop()
    clock.advance(5 * second)
    expect(ticks).toHaveLength(2)
  })

  test('is zero without a session', () => {
    const { session } = createRig()
    const ticks: (number | null)[] = []
    session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
    expect(ticks).toEqual([0])
  })
})
