import { expect, test, vi } from 'vitest'
import { equip, refusingStorage, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { manualClock } from '../support/manual-clock.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()
/** A busy machine takes its time to carry a message. */
const patience = { timeout: 10 * second }

/** Tabs of one machine that are signed in to one stay. */
async function openTabs(count: number, parts = {}): Promise<{ tabs: Rig[]; localStorage: Storage }> {
  const localStorage = sharedStorage()
  const clock = manualClock()
  const tabs = Array.from({ length: count }, () => createRig({ clock, warnBefore: 0 }))
  server.reply(() => activeView({ data: 'private' }))
  for (const tab of tabs) {
    equip(tab.page.env, { localStorage, ...parts })
    await tab.start()
  }
  server.requests.length = 0
  return { tabs, localStorage }
}

/** Somebody types in each of the tabs; resolves when they have agreed on who sends a touch. */
async function press(tabs: readonly Rig[]): Promise<void> {
  for (const { page } of tabs) page.fire('keydown')
  tabs[0]?.clock.advance(100)
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve))
}

test('a lock that nobody gives back holds nothing up, and none is asked for (pain 2: stolen locks)', async () => {
  const request = vi.fn()
  const { tabs } = await openTabs(1, { locks: { request } })
  const [tab] = tabs
  tab?.session.keepAlive()
  tab?.clock.advance(minute)
  await press(tabs)
  await expect.poll(() => server.requests, patience).toEqual(['POST /session/touch'])
  await tab?.session.end()
  expect(request).not.toHaveBeenCalled()
})

test('signing out in one tab signs out in all, at once (pain 8: logout not synced)', async () => {
  const { tabs } = await openTabs(4)
  const [one, , hidden] = tabs
  hidden?.page.hide()
  server.reply(() => noneView)
  await one?.session.end()
  for (const { session } of tabs)
    await expect.poll(session.getSnapshot, patience).toMatchObject({ status: 'none', reason: 'signed-out' })
  expect(server.requests).toEqual(['DELETE /session'])
})

test('twelve tabs in use at the same moment renew once (pain 10: N tabs renew)', async () => {
  const { tabs } = await openTabs(12)
  for (const { session } of tabs) session.keepAlive()
  const renewed = 1_600_000_960_000
  server.reply(() => activeView({ data: 'private', version: 2, expiresAt: renewed }))
  tabs[0]?.clock.advance(minute)
  await press(tabs)
  for (const { session } of tabs)
    await expect.poll(session.getSnapshot, patience).toMatchObject({ expiresAt: renewed })
  tabs[0]?.clock.advance(10 * second)
  await press(tabs)
  expect(server.requests).toEqual(['POST /session/touch'])
})

test('a frozen tab, its touch under way, keeps nobody from renewing (pain 12: a frozen tab blocks)', async () => {
  const { tabs } = await openTabs(2)
  const [frozen, other] = tabs
  if (!frozen || !other) throw new Error('There are two')
  for (const { session } of tabs) session.keepAlive()
  other.clock.advance(minute)
  const never = Promise.withResolvers<void>()
  server.reply(
    async () => {
      await never.promise
      return noneView
    },
    () => activeView({ data: 'private', version: 2, expiresAt: 1_600_001_000_000 }),
  )
  await press([frozen])
  await expect.poll(() => server.requests, patience).toHaveLength(1)
  frozen.page.hide()
  // While it may be under way nobody else needs to.
  await press([other])
  expect(server.requests).toHaveLength(1)
  other.clock.advance(5 * second)
  await press([other])
  await expect.poll(other.session.getSnapshot, patience).toMatchObject({ version: 2 })
  never.resolve()
})

test('a frozen tab keeps nobody signed in (pain 12: a frozen tab blocks)', async () => {
  const { tabs } = await openTabs(2)
  const [frozen, other] = tabs
  for (const { session } of tabs) session.keepAlive()
  frozen?.page.hide()
  server.reply(() => noneView)
  other?.clock.advance(901_000)
  await expect
    .poll(() => other?.session.getSnapshot(), patience)
    .toMatchObject({ status: 'none', reason: 'expired' })
  expect(server.requests).toEqual(['GET /session'])
})

test.each(['pageshow', 'resume', 'visibilitychange'])(
  'a page that comes back by %s after a sign-out shows nothing private, not even at first (pain 21: Back after logout)',
  async (type) => {
    const { tabs, localStorage } = await openTabs(1)
    const [cached] = tabs
    // No message reaches a page in the back/forward cache of a browser that does not throw it out.
    cached?.page.fire('pagehide', { persisted: true })
    const unheard = createRig()
    equip(unheard.page.env, { localStorage, BroadcastChannel: undefined })
    await unheard.start()
    server.reply(() => noneView)
    await unheard.session.end()
    expect(cached?.session.getSnapshot()).toMatchObject({ status: 'active', data: 'private' })
    cached?.page.fire(type, { persisted: type === 'pageshow' })
    expect(cached?.session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
    await cached?.idle()
  },
)

test('whatever the browser refuses, a tab does its own work, and says what is missing (pain 24: channels and storage throw)', async () => {
  class Refusing extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      this.close()
      throw new DOMException('no', 'SecurityError')
    }
  }
  for (const what of ['everything', 'writing'] as const) {
    const rig = createRig({ warnBefore: 0 })
    const { session, start, page, clock, idle } = rig
    equip(page.env, { BroadcastChannel: Refusing, localStorage: refusingStorage(what) })
    const missing = new Set<string>()
    session.on('trace', ({ type, cause }) => type === 'alone' && missing.add(cause))
    server.reply(() => activeView())
    await start()
    server.requests.length = 0
    session.keepAlive()
    clock.advance(minute)
    await press([rig])
    await idle()
    expect(server.requests).toEqual(['POST /session/touch'])
    page.fire('pagehide')
    page.fire('pageshow', { persisted: true })
    await idle()
    server.reply(() => noneView)
    expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect([...missing].sort()).toEqual(['channel', 'storage'])
    session.dispose()
  }
})
