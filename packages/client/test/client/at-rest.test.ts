import { expect, test } from 'vitest'
import { hour, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

test('who is asked at rest asks first: hours later a loader lets nobody pass', async () => {
  const { session, clock, page } = createRig()
  server.reply(
    () => activeView(),
    () => noneView,
  )
  expect(await session.ready()).toMatchObject({ status: 'active' })
  expect(page.open()).toBe(0)
  clock.advance(hour)
  expect(await session.ready()).toMatchObject({ status: 'none', reason: 'expired' })
})

test('a moment later it is believed as it is', async () => {
  const { session, clock } = createRig()
  server.reply(() => activeView())
  await session.ready()
  clock.advance(2 * second)
  await session.ready()
  expect(server.requests).toHaveLength(1)
})

test('whoever gives up waiting leaves nothing behind', async () => {
  const { session, page, clock, idle } = createRig()
  server.reply(() => Response.error())
  const controller = new AbortController()
  const waiting = session.ready({ signal: controller.signal })
  await idle()
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
  await idle()
  expect(page.open()).toBe(0)
  expect(clock.timers()).toBe(0)
})

test('a browser that takes itself for offline is asked to try once', async () => {
  const { session, page, idle } = createRig()
  page.goOffline()
  server.reply(() => activeView())
  session.subscribe(() => {})
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'active' })
})

test('an end that is the first to notice a sleep ends the session all the same', async () => {
  const { session, start, clock } = createRig()
  server.reply(() => activeView())
  await start()
  server.requests.length = 0
  clock.shiftWall(60_000)
  server.reply(() => noneView)
  expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
  expect(server.requests).toEqual(['DELETE /session'])
})
