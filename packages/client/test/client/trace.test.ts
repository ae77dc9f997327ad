import { expect, test } from 'vitest'
import { equip, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()

interface Traced extends Rig {
  readonly steps: string[]
}

function createTraced(options: Parameters<typeof createRig>[0] = {}): Traced {
  const rig = createRig(options)
  equip(rig.page.env, { localStorage: sharedStorage() })
  const steps: string[] = []
  return {
    ...rig,
    steps,
    start() {
      rig.session.on('trace', ({ type, cause }) => steps.push(`${type} ${cause}`))
      return rig.start()
    },
  }
}

test('a day: each request has a cause, each answer its effect', async () => {
  const { session, start, page, clock, idle, steps } = createTraced()
  let version = 1
  server.reply(() =>
    activeView({ data: { name: 'Ada', secret: 'tea' }, expiresAt: 1_600_000_900_000 + version++ }),
  )
  await start()
  expect(steps.splice(0)).toEqual(['get start', 'active get'])

  session.keepAlive()
  clock.advance(minute)
  page.fire('keydown')
  clock.advance(100)
  await idle()
  expect(steps.splice(0)).toEqual(['post active', 'active post'])

  page.hide()
  clock.advance(minute)
  page.show()
  await idle()
  expect(steps.splice(0)).toEqual(['get visibilitychange', 'active get'])

  clock.shiftWall(120_000)
  clock.advance(2 * second)
  await idle()
  expect(steps.splice(0)).toEqual(['clock 120000', 'get clock', 'active get'])

  await session.refresh()
  await session.touch()
  expect(steps.splice(0)).toEqual(['get call', 'active get', 'post call', 'active post'])

  page.hide()
  clock.advance(13 * minute)
  await idle()
  expect(steps.splice(0)).toEqual(['wait warning'])
  server.reply(() => new Response(null, { status: 503 }))
  page.show()
  await idle()
  expect(steps.splice(0)).toEqual(['get visibilitychange', 'failure unavailable'])
  server.reply(() => activeView({ version: 99, maxAge: 1000 }))
  clock.advance(second)
  await idle()
  expect(steps.splice(0)).toEqual(['get retry', 'active get'])
  server.reply(() => noneView)
  clock.advance(second)
  await idle()
  expect(steps.splice(0)).toEqual(['get deadline', 'none get'])
})

test('what the app says and hears is told apart from what was asked', async () => {
  const { session, start, idle, steps, clock } = createTraced({ warnBefore: 0 })
  server.reply(() => activeView())
  await start()
  steps.length = 0
  clock.advance(second)
  session.apply(activeView({ version: 2 }))
  expect(steps.splice(0)).toEqual(['active view'])
  session.apply('no view')
  expect(steps.splice(0)).toEqual(['failure bad-answer'])
  session.apply(noneView)
  expect(steps.splice(0)).toEqual(['none view'])
  await session.signedIn()
  expect(steps.splice(0)).toEqual(['get call', 'active get'])
  server.reply(() => noneView)
  await session.end()
  await idle()
  expect(steps.splice(0)).toEqual(['delete call', 'none delete'])
})

test('tabs tell what they heard, what they left to others, and what they found', async () => {
  const localStorage = sharedStorage()
  const one = createTraced({ warnBefore: 0 })
  const other = createTraced({ warnBefore: 0, clock: one.clock })
  server.reply(() => activeView())
  for (const tab of [one, other]) {
    equip(tab.page.env, { localStorage })
    await tab.start()
    tab.session.keepAlive()
    tab.steps.length = 0
  }
  one.clock.advance(minute)
  server.reply(() => activeView({ version: 2, expiresAt: 1_600_000_960_000 }))
  one.page.fire('keydown')
  other.page.fire('keydown')
  one.clock.advance(100)
  await expect.poll(() => other.steps).toEqual(['skip active', 'active message'])
  expect(one.steps).toEqual(['post active', 'active post'])

  other.page.fire('pagehide')
  equip(one.page.env, { BroadcastChannel: undefined })
  one.session.dispose()
  localStorage.setItem(`sojourn:3:${new URL('/session', location.href)}:ends`, 'revoked stay-1')
  other.steps.length = 0
  other.page.fire('pageshow', { persisted: true })
  await other.idle()
  expect(other.steps.slice(0, 2)).toEqual(['none tombstone', 'get pageshow'])
})

test('no step holds anything of the session’s data, or its name', async () => {
  const { session, start, page, clock, idle, steps } = createTraced()
  const traces: unknown[] = []
  session.on('trace', (trace) => traces.push(trace))
  const data = { name: 'Ada', mail: 'ada@app.example' }
  server.reply(() => activeView({ id: 'stay-of-ada', data }))
  await start()
  await session.touch()
  page.fire('pageshow', { persisted: true })
  await idle()
  server.reply(() => new Response('ada@app.example', { status: 500 }))
  await session.refresh().catch(() => {})
  clock.advance(15 * minute)
  session.apply({ ...activeView(), id: 7, data })
  await idle()
  expect(steps.length).toBeGreaterThan(8)
  expect(JSON.stringify(traces)).not.toMatch(/ada|tea|stay/i)
  for (const trace of traces) expect(Object.keys(Object(trace)).sort()).toEqual(['cause', 'type'])
})

test('every request that is sent was traced, and nothing that was not', async () => {
  const { session, start, page, clock, idle, steps } = createTraced()
  server.reply(() => activeView({ maxAge: 200_000 }))
  await start()
  session.keepAlive({ while: 'open' })
  for (let step = 0; step < 30; step++) {
    clock.advance(13 * second)
    page.fire(['keydown', 'resume', 'online', 'wheel'][step % 4] ?? '')
    if (step % 5 === 0) page.hide()
    if (step % 5 === 2) page.show()
    await idle()
  }
  const sent = steps.filter((step) => /^(get|post|delete) \S+/.test(step))
  expect(sent).toHaveLength(server.requests.length)
  expect(sent.length).toBeGreaterThan(10)
})
