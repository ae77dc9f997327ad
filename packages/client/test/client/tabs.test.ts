import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { manualClock } from '../support/manual-clock.ts'
import { createRig, type Rig } from '../support/rig.ts'
import { tell } from '../support/tell.ts'

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
  one.clock.advance(10 * minute)
  const heard: unknown[] = []
  const spy = new BroadcastChannel(`sojourn:3:${new URL('/session', location.href)}:`)
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

describe('what another tab tells of a renewal', () => {
  /** A tab that was renewed a minute ago hears of another renewal. */
  async function hearing(lie: object): Promise<{ tab: Rig; remaining(): number | null }> {
    const tab = createRig({ warnBefore: 0 })
    server.reply(() => activeView({ data: 'shared', version: 2 }))
    await tab.start()
    tab.clock.advance(minute)
    server.requests.length = 0
    // What the server would say, if it was asked.
    server.reply(() =>
      activeView({ data: 'shared', version: 2, maxAge: 14 * minute, expiresAt: 1_600_000_900_000 }),
    )
    const renewal = { id: 'stay-1', version: 2, at: tab.clock.now(), maxAge: 15 * minute }
    await tell(tab, { ...renewal, expiresAt: 1_600_000_960_000, ...lie })
    return {
      tab,
      remaining() {
        let left: number | null = null
        tab.session.countdown.subscribe(({ remaining }) => {
          left = remaining
        })()
        return left
      },
    }
  }

  test('is believed', async () => {
    const { tab, remaining } = await hearing({})
    expect(tab.session.getSnapshot()).toMatchObject({ status: 'active', expiresAt: 1_600_000_960_000 })
    expect(remaining()).toBe(15 * minute)
    expect(server.requests).toEqual([])
  })

  test.each([
    ['of a lower version', { version: 1 }],
    ['that takes time away', { maxAge: minute }],
    ['that is as old as the last', { at: 1_700_000_000_000 }],
    ['of no time', { maxAge: 'long' }],
  ])('%s is not', async (_, lie) => {
    const { tab, remaining } = await hearing(lie)
    expect(tab.session.getSnapshot()).toMatchObject({ status: 'active', expiresAt: 1_600_000_900_000 })
    expect(remaining()).toBe(14 * minute)
    expect(tab.events).not.toContain('extended')
    expect(server.requests).toEqual([])
  })

  test('of another stay is a reason to ask, and nothing else', async () => {
    const { tab, remaining } = await hearing({ id: 'stay-2' })
    expect(server.requests).toEqual(['GET /session'])
    expect(tab.session.getSnapshot()).toMatchObject({ id: 'stay-1', expiresAt: 1_600_000_900_000 })
    expect(remaining()).toBe(14 * minute)
  })

  test.each([1_600_000_000_001, 1_700_000_000_000])(
    'that is right but for its end, %d, is believed but for that',
    async (expiresAt) => {
      const { tab, remaining } = await hearing({ expiresAt })
      expect(tab.session.getSnapshot()).toMatchObject({ status: 'active', expiresAt: 1_600_000_960_000 })
      expect(remaining()).toBe(15 * minute)
    },
  )
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
