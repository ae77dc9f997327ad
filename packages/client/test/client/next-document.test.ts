import { expect, test } from 'vitest'
import { equip, refusingStorage, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { manualClock } from '../support/manual-clock.ts'
import { createRig, type Rig } from '../support/rig.ts'
import { stillPage } from '../support/still-page.ts'

const server = useFakeServer()

/** The documents of one tab, one after the other. */
function tab() {
  const clock = manualClock()
  const sessionStorage = sharedStorage()
  return {
    clock,
    load(options: Parameters<typeof createRig>[0] = {}): Rig {
      const rig = createRig({ warnBefore: 0, ...options, clock })
      equip(rig.page.env, { sessionStorage })
      return rig
    },
  }
}

/** A document that shows a stay and its end, and is left. */
async function showEnd({ session, start }: Rig): Promise<void> {
  server.reply(() => activeView())
  await start()
  server.reply(() => noneView)
  await session.end()
  session.dispose()
}

const ways: [
  string,
  (rig: Rig) => Promise<unknown>,
  () => ReturnType<typeof activeView> | typeof noneView,
][] = [
  ['signed-out', ({ session }) => session.end(), () => noneView],
  ['revoked', ({ session }) => session.refresh(), () => ({ ...noneView, reason: 'revoked' })],
  ['lost', ({ session }) => session.refresh(), () => noneView],
  [
    'expired',
    async ({ clock, idle }) => {
      clock.advance(15 * minute)
      await idle()
    },
    () => noneView,
  ],
]

test.each(ways)('%s: the page to sign in on knows, once', async (reason, end, answer) => {
  const { load } = tab()
  const first = load()
  server.reply(() => activeView())
  await first.start()
  server.reply(answer)
  await end(first)
  first.session.dispose()
  // The server has forgotten.
  server.reply(() => noneView)
  const second = load()
  await second.start()
  expect(second.session.getSnapshot()).toMatchObject({ status: 'none', reason })
  await second.session.refresh()
  expect(second.session.getSnapshot()).toMatchObject({ reason })
  // Nothing ended here.
  expect(second.events).not.toContain('ended')
  second.session.dispose()
  const third = load()
  await third.start()
  expect(third.session.getSnapshot()).toMatchObject({ reason: 'anonymous' })
})

test('a guarded page in between hands it on', async () => {
  const { load } = tab()
  await showEnd(load())
  const page = stillPage()
  const guarded = load({ redirect: { page } })
  const required = guarded.session.require()
  await expect.poll(() => page.calls).toHaveLength(1)
  page.emit('pagehide')
  await required
  guarded.session.dispose()
  const signIn = load()
  await signIn.start()
  expect(signIn.session.getSnapshot()).toMatchObject({ reason: 'signed-out' })
})

test('documents that hand it on, and are sent back each time, are a loop', async () => {
  const { load } = tab()
  await showEnd(load())
  const tabStorage = {}
  async function bounce(): Promise<void> {
    const page = stillPage({ sessionStorage: tabStorage })
    const { session } = load({ redirect: { page } })
    const required = session.require()
    required.catch(() => {})
    await Promise.race([required, expect.poll(() => page.calls).not.toEqual([])])
    page.emit('pagehide')
    await required
    session.dispose()
  }
  for (let document = 0; document < 6; document++) await bounce()
  await expect(bounce()).rejects.toMatchObject({ code: 'redirect-loop' })
})

test.each([
  ['five minutes later', 5 * minute],
  ['a day later', 24 * 60 * minute],
])('%s it is nobody’s business any more', async (_, later) => {
  const { load, clock } = tab()
  await showEnd(load())
  clock.advance(later)
  const second = load()
  await second.start()
  expect(second.session.getSnapshot()).toMatchObject({ reason: 'anonymous' })
})

test('a sign-in in between makes it old', async () => {
  const { load } = tab()
  await showEnd(load())
  server.reply(() => activeView({ id: 'stay-2' }))
  const second = load()
  await second.start()
  second.session.dispose()
  server.reply(() => noneView)
  const third = load()
  await third.start()
  expect(third.session.getSnapshot()).toMatchObject({ reason: 'anonymous' })
})

test.each([
  ['garbage', 'over and out'],
  ['a reason that is none', `revolution ${1_700_000_000_000}`],
  ['no time', 'expired'],
])('%s in the storage is nothing', async (_, text) => {
  const { session, start, page } = createRig()
  equip(page.env, { sessionStorage: { getItem: () => text, setItem() {} } })
  server.reply(() => noneView)
  await start()
  expect(session.getSnapshot()).toMatchObject({ reason: 'anonymous' })
})

test.each(['everything', 'writing'] as const)('a storage that refuses %s is no trouble', async (what) => {
  const { session, start, page } = createRig()
  equip(page.env, { sessionStorage: refusingStorage(what) })
  server.reply(() => activeView())
  await start()
  server.reply(() => noneView)
  expect(await session.end()).toMatchObject({ reason: 'signed-out' })
})
