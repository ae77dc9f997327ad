import { expect, test } from 'vitest'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, reportedErrors } from '../support/rig.ts'

const server = useFakeServer()
type Heard = (number | null)[]

test('subscribers with steps of their own share one timer, each told on its step', async () => {
  const { session, start, clock } = createRig({ warnBefore: 0 })
  server.reply(() => activeView({ maxAge: 130_500 }))
  await start()
  const [seconds, minutes, nearing]: [Heard, Heard, Heard] = [[], [], []]
  const before = clock.timers()
  session.countdown.subscribe(({ remaining }) => seconds.push(remaining))
  session.countdown.subscribe(({ remaining }) => minutes.push(remaining), { every: minute })
  const every = (remaining: number): number => (remaining > 2 * minute ? minute : second)
  session.countdown.subscribe(({ remaining }) => nearing.push(remaining), { every })
  expect(clock.timers()).toBe(before)
  expect([seconds, minutes, nearing]).toEqual([[131_000], [180_000], [180_000]])
  clock.advance(500)
  expect(seconds).toEqual([131_000, 130_000])
  clock.advance(11 * second)
  expect(seconds.at(-1)).toBe(119_000)
  expect(minutes).toEqual([180_000, 120_000])
  expect(nearing).toEqual([180_000, 120_000, 119_000])
})

test('coarse subscribers let the page sleep as long as the clocks allow', async () => {
  const { session, start, clock } = createRig({ warnBefore: 0 })
  server.reply(() => activeView())
  await start()
  let told = 0
  session.countdown.subscribe(() => told++, { every: 5 * minute })
  clock.advance(299_999)
  expect(told).toBe(1)
  clock.advance(1)
  expect(told).toBe(2)
})

test('a renewal, an end and another stay are told at once, hidden pages nothing', async () => {
  const { session, start, clock, page, idle } = createRig({ warnBefore: 0 })
  server.reply(() => activeView())
  await start()
  const heard: Heard = []
  session.countdown.subscribe(({ remaining }) => heard.push(remaining))
  clock.advance(minute)
  heard.length = 0
  await session.touch()
  expect(heard).toEqual([900_000])
  page.hide()
  clock.advance(minute)
  expect(heard).toEqual([900_000])
  server.reply(() => noneView)
  page.show()
  expect(heard).toEqual([900_000, 840_000])
  await idle()
  expect(heard).toEqual([900_000, 840_000, 0])
  session.apply(activeView({ id: 'stay-2', maxAge: 5000 }))
  expect(heard.at(-1)).toBe(5000)
})

test('a hidden page, and one that nobody looks at, have no ticks to wake up for', async () => {
  const { session, start, clock, page } = createRig({ warnBefore: 0 })
  let looks = 0
  const now = clock.now
  server.reply(() => activeView())
  await start()
  clock.now = () => {
    looks++
    return now()
  }
  const stop = session.countdown.subscribe(() => {})
  page.hide()
  looks = 0
  clock.advance(10 * minute)
  expect(looks).toBe(0)
  page.show()
  stop()
  looks = 0
  clock.advance(minute)
  // Only the clocks are compared, every two seconds.
  expect(looks).toBeLessThanOrEqual(60)
})

test('a subscriber that breaks stops no other one', async () => {
  const { session, start, clock } = createRig({ warnBefore: 0 })
  const reported = reportedErrors()
  server.reply(() => activeView())
  await start()
  let isBroken = false
  session.countdown.subscribe(() => {
    if (isBroken) throw new Error('broken')
  })
  const heard: Heard = []
  session.countdown.subscribe(({ remaining }) => heard.push(remaining))
  isBroken = true
  clock.advance(2 * second)
  expect(heard).toEqual([900_000, 899_000, 898_000])
  await expect.poll(() => reported).toEqual(['broken', 'broken'])
})

test('the announcement follows the stay', async () => {
  const { session, start, clock } = createRig({ warnBefore: 0 })
  const text = (amount: number, unit: string): string => `noch ${amount} ${unit}`
  expect(session.countdown.announcement(text)).toBe('')
  server.reply(() => activeView())
  await start()
  expect(session.countdown.announcement(text)).toBe('noch 15 minute')
  clock.advance(850_000)
  expect(session.countdown.announcement(text)).toBe('noch 60 second')
  clock.advance(20 * second)
  expect(session.countdown.announcement(text)).toBe('noch 40 second')
})
