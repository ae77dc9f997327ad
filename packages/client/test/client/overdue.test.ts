import { expect, onTestFinished, test } from 'vitest'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()

/** A client whose stay is over and hidden, for the server does not answer. */
async function hidden(): Promise<Rig> {
  const rig = createRig({ overdue: 'hide', warnBefore: 0 })
  server.reply(
    () => activeView({ data: { name: 'Ada' } }),
    () => Response.error(),
  )
  onTestFinished(await rig.start())
  rig.clock.advance(15 * minute)
  await rig.idle()
  rig.clock.advance(31 * second)
  await rig.idle()
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'unknown', stale: true })
  rig.events.length = 0
  return rig
}

test('a hidden stay that turns out to be over has ended', async () => {
  const { session, page, idle, events } = await hidden()
  server.reply(() => noneView)
  page.fire('online')
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired' })
  expect(events).toContain('ended')
})

test('somebody else after a hidden stay is a change of identity: caches are cleared', async () => {
  const { session, page, idle, events } = await hidden()
  const identities: boolean[] = []
  session.on('changed', ({ identity }) => identities.push(identity))
  server.reply(() => activeView({ id: 'stay-2', data: { name: 'Bob' } }))
  page.fire('online')
  await idle()
  expect(identities).toEqual([true])
  expect(events).not.toContain('started')
})

test('a hidden stay that goes on is shown again, and nothing has changed', async () => {
  const { session, page, idle, events } = await hidden()
  server.reply(() => activeView({ data: { name: 'Ada' } }))
  page.fire('online')
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'active', data: { name: 'Ada' } })
  expect(events).toEqual(['state'])
})
