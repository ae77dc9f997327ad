import { expect, test } from 'vitest'
import { activeView, noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { createRig, type Rig } from '../../test/support/rig.ts'

const server = useFakeServer()

/** Two tabs of one machine, both of one session. */
async function twoTabs(): Promise<[Rig, Rig]> {
  const clock = manualClock()
  const tabs: [Rig, Rig] = [createRig({ clock }), createRig({ clock })]
  server.reply(() => activeView({ data: 'shared' }))
  for (const tab of tabs) await tab.start()
  server.requests.length = 0
  return tabs
}

test('a sign-out reaches the other tab, without a request of it', async () => {
  const [one, other] = await twoTabs()
  server.reply(() => noneView)
  await one.session.end()
  await expect.poll(() => other.session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
  expect(other.events).toContain('ended')
  expect(server.requests).toEqual(['DELETE /session'])
})

test('a sign-in reaches the other tab, which asks; a hidden one when it is shown', async () => {
  const [one, other] = await twoTabs()
  const hidden = createRig()
  await hidden.start()
  hidden.page.hide()
  server.reply(() => activeView({ id: 'stay-2', data: 'new' }))
  await one.session.signedIn()
  await expect.poll(() => other.session.getSnapshot()).toMatchObject({ id: 'stay-2' })
  await expect.poll(() => hidden.session.getSnapshot()).toMatchObject({ id: 'stay-1', stale: true })
  hidden.page.show()
  await hidden.idle()
  expect(hidden.session.getSnapshot()).toMatchObject({ id: 'stay-2', stale: false })
})

test('a sign-in by a tab that nobody listens in reaches the others', async () => {
  const [, other] = await twoTabs()
  const quiet = createRig()
  server.reply(() => activeView({ id: 'stay-2' }))
  await quiet.session.signedIn()
  await expect.poll(() => other.session.getSnapshot()).toMatchObject({ id: 'stay-2' })
})

test('a touch extends the stay in the other tab, without a request of it and without its data', async () => {
  const [one, other] = await twoTabs()
  one.clock.advance(600_000)
  const heard: unknown[] = []
  const spy = new BroadcastChannel(`sojourn:2:${new URL('/session', location.href)}:`)
  spy.onmessage = ({ data }) => heard.push(data)
  server.reply(() => activeView({ data: 'shared', version: 2, expiresAt: 1_600_001_500_000 }))
  await one.session.touch()
  await expect
    .poll(() => other.session.getSnapshot())
    .toMatchObject({ expiresAt: 1_600_001_500_000, data: 'shared', phase: 'steady' })
  await expect.poll(() => heard).toHaveLength(1)
  spy.close()
  expect(JSON.stringify(heard)).not.toContain('shared')
  expect(other.events.filter((event) => event === 'extended')).toHaveLength(1)
  const ticks: (number | null)[] = []
  other.session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
  expect(ticks).toEqual([900_000])
  expect(server.requests).toEqual(['POST /session/touch'])
})

test.each([
  ['another stay', { id: 'stay-2' }],
  ['a lower version', { version: 0 }],
  ['an earlier end', { expiresAt: 1_600_000_000_001 }],
])('a renewal of %s is not believed', async (_, lie) => {
  const [one, other] = await twoTabs()
  const before = other.session.getSnapshot()
  const channel = new BroadcastChannel(`sojourn:2:${new URL('/session', location.href)}:`)
  channel.postMessage({ id: 'stay-1', version: 2, at: one.clock.now(), maxAge: 900_000, ...lie })
  await one.idle()
  channel.close()
  await expect.poll(() => other.session.getSnapshot()).toEqual(before)
})

test('without BroadcastChannel, or with one that throws, each tab is on its own', async () => {
  class Refusing extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      throw new DOMException('no', 'SecurityError')
    }
  }
  for (const BroadcastChannel of [undefined, Refusing]) {
    const { session, start, page } = createRig()
    Object.assign(page.env, { BroadcastChannel })
    server.reply(
      () => activeView(),
      () => noneView,
    )
    await start()
    expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
  }
})

test('a view that the app applies reaches the other tab: somebody else, or nobody', async () => {
  const [one, other] = await twoTabs()
  server.reply(() => activeView({ id: 'stay-2', data: 'new' }))
  one.session.apply(activeView({ id: 'stay-2', data: 'new' }))
  await expect.poll(() => other.session.getSnapshot()).toMatchObject({ id: 'stay-2', data: 'new' })
  server.reply(() => noneView)
  one.session.apply(noneView)
  await expect.poll(() => other.session.getSnapshot()).toMatchObject({ status: 'none' })
})
