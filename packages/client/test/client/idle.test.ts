import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { SessionClient } from '../../src/client/session-client.ts'
import { hour, minute } from '../support/durations.ts'
import { activeView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()

const listen: [string, (session: SessionClient) => () => void][] = [
  ['subscribe', (session) => session.subscribe(() => {})],
  ['on', (session) => session.on('ended', () => {})],
  ['a trace', (session) => session.on('trace', () => {})],
  ['the countdown', (session) => session.countdown.subscribe(() => {})],
  ['onCover', (session) => session.onCover(() => {})],
  ['keepAlive', (session) => session.keepAlive()],
]

const held = ({ page, clock }: Rig): [listeners: number, timers: number] => [page.open(), clock.timers()]

describe('nobody listens', () => {
  test('so there is no timer, no listener, no channel and no request', async () => {
    const rig = createRig()
    rig.session.getSnapshot()
    rig.session.countdown.announcement()
    rig.session.apply(activeView())
    rig.session.activity.report()
    rig.session.redirect.canGoBack()
    await rig.idle()
    rig.clock.advance(hour)
    await rig.idle()
    expect(held(rig)).toEqual([0, 0])
    expect(server.requests).toEqual([])
  })

  test('to a client of the window: nothing of it is touched', () => {
    const spies = [
      vi.spyOn(window, 'addEventListener'),
      vi.spyOn(document, 'addEventListener'),
      vi.spyOn(window, 'setTimeout'),
      vi.spyOn(window, 'setInterval'),
      vi.spyOn(window, 'fetch'),
      vi.spyOn(window, 'BroadcastChannel'),
      vi.spyOn(Storage.prototype, 'getItem'),
      vi.spyOn(Storage.prototype, 'setItem'),
    ]
    onTestFinished(() => void vi.restoreAllMocks())
    const { session } = createRig()
    session.getSnapshot()
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
  })
})

describe.each(listen)('%s', (_, attend) => {
  test('starts the client, and its stop rests it, again and again', async () => {
    const rig = createRig()
    server.reply(() => activeView())
    for (let time = 0; time < 3; time++) {
      const stop = attend(rig.session)
      expect(rig.page.open()).toBeGreaterThan(0)
      await rig.idle()
      expect(rig.clock.timers()).toBe(1)
      stop()
      stop()
      expect(held(rig)).toEqual([0, 0])
    }
  })
})

test('a thousand listeners of each kind are one timer, and no more listeners on the page than one', async () => {
  const rig = createRig()
  server.reply(() => activeView())
  const first = rig.session.subscribe(() => {})
  await rig.idle()
  const before = held(rig)
  const stops = Array.from({ length: 1000 }, () => listen.map(([, attend]) => attend(rig.session))).flat()
  expect(held(rig)).toEqual(before)
  for (const stop of stops) stop()
  expect(held(rig)).toEqual(before)
  first()
  expect(held(rig)).toEqual([0, 0])
  expect(server.requests).toEqual(['GET /session'])
})

test('an answer that comes when nobody listens any more starts nothing', async () => {
  const rig = createRig()
  const late = Promise.withResolvers<void>()
  server.reply(async () => {
    await late.promise
    return activeView({ maxAge: 1 })
  })
  const stop = rig.session.subscribe(() => {})
  await expect.poll(() => server.requests).toHaveLength(1)
  stop()
  late.resolve()
  await rig.idle()
  expect(held(rig)).toEqual([0, 0])
  rig.clock.advance(minute)
  expect(held(rig)).toEqual([0, 0])
})

test('what is disposed of stays so, whatever is called', async () => {
  const rig = createRig()
  server.reply(() => activeView({ data: 'tea' }))
  await rig.start()
  rig.session.dispose()
  rig.session.dispose()
  server.requests.length = 0
  for (const [, attend] of listen) attend(rig.session)
  rig.page.fire('keydown')
  rig.session.activity.report()
  rig.session.activity.pause()()
  for (const ask of [rig.session.refresh, rig.session.touch, rig.session.end, rig.session.signedIn])
    await expect(ask()).rejects.toMatchObject({ code: 'aborted' })
  expect(await rig.session.ready()).toMatchObject({ status: 'active', data: 'tea' })
  await rig.idle()
  expect(held(rig)).toEqual([0, 0])
  expect(server.requests).toEqual([])
})

test('who waits for the first state of a client that is disposed of waits no longer', async () => {
  const { session } = createRig()
  const never = Promise.withResolvers<Response>()
  server.reply(() => never.promise)
  const ready = session.ready()
  session.dispose()
  expect(await ready).toMatchObject({ status: 'unknown' })
  never.resolve(Response.error())
})
