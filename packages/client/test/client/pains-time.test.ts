import { expect, test } from 'vitest'
import { day, hour, minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { manualClock } from '../support/manual-clock.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

test('who opens the lid sees no old session, even before the network is back (pain 11: sleep)', async () => {
  const { session, start, page, clock, idle, events } = createRig()
  server.reply(() => activeView({ data: 'private' }))
  await start()
  page.goOffline()
  server.reply(() => Response.error())
  clock.shiftWall(8 * hour)
  clock.advance(2000)
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying', stale: true })
  for (let time = 0; time < 60; time++) {
    clock.advance(5000)
    await idle()
  }
  // Ever later, up to a minute.
  expect(server.requests.length).toBeLessThan(15)
  expect(events).not.toContain('ended')

  server.requests.length = 0
  server.reply(() => noneView)
  page.goOnline()
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
  expect(server.requests).toHaveLength(1)
})

test.each([
  ['60 days', 60 * day],
  ['ten years', 3650 * day],
  ['no end', null],
])('a stay of %s does not end at once (pain 13: overflow of timers)', async (_, maxAge) => {
  // Its timers refuse what those of browsers fire at once.
  const { session, start, clock, idle } = createRig()
  const lasting = { maxAge, originalMaxAge: maxAge, expiresAt: maxAge && 1_600_000_000_000 + maxAge }
  server.reply(() => Response.json({ ...activeView(), ...lasting }))
  await start()
  session.countdown.subscribe(() => {}, { every: () => 2 ** 40 })
  session.keepAlive({ while: 'open' })
  clock.advance(hour)
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'steady' })
  expect(server.requests).toEqual(['GET /session'])
})

test.each([
  ['a year behind', -365 * day],
  ['a day behind', -day],
  ['an hour ahead', hour],
  ['a year ahead', 365 * day],
])('a machine whose clock is %s asks no more than others (pain 14: clock skew)', async (_, skew) => {
  const { session, start, clock, idle } = createRig({ clock: manualClock(1_600_000_000_000 + skew) })
  server.reply(() => activeView())
  await start()
  const left: (number | null)[] = []
  session.countdown.subscribe(({ remaining }) => left.push(remaining))
  clock.advance(10 * minute)
  await idle()
  expect(left.at(0)).toBe(15 * minute)
  expect(left.at(-1)).toBe(5 * minute)
  expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })
  expect(server.requests).toEqual(['GET /session'])
})

test('from its end on a stay is shown as doubtful, then not at all (pain 15: signed in after expiry)', async () => {
  const { session, start, clock, idle } = createRig({ warnBefore: 0, overdue: 'hide' })
  server.reply(() => activeView({ data: 'private' }))
  await start()
  server.reply(() => Response.error())
  clock.advance(899_999)
  expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })
  clock.advance(1)
  expect(session.getSnapshot()).toMatchObject({ phase: 'verifying' })
  for (let second = 0; second < 30; second++) {
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying' })
    clock.advance(1000)
    await idle()
  }
  expect(session.getSnapshot()).toMatchObject({ status: 'unknown', stale: true })
  expect(JSON.stringify(session.getSnapshot())).not.toContain('private')

  server.reply(() => noneView)
  clock.advance(minute)
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'none' })
})

test('whoever goes away is signed out in time, whatever the page does (pain 17: keepalive defeats the timeout)', async () => {
  const { session, start, page, clock, idle } = createRig({ warnBefore: 0 })
  server.reply(
    () => activeView(),
    () => noneView,
  )
  await start()
  session.keepAlive()
  for (let second = 0; second < 899; second++) {
    clock.advance(1000)
    // Scripts, layouts and animations.
    page.fire('keydown', { isTrusted: false })
    page.fire('scroll')
    page.fire('pointermove', { movementX: 0, movementY: 0 })
  }
  await idle()
  expect(server.requests).toEqual(['GET /session'])
  clock.advance(1000)
  clock.advance(1000)
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
})
