import { expect, test } from 'vitest'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { manualClock } from '../support/manual-clock.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()

/** A tab that shows the stay which its marker cookie names. */
async function marked(): Promise<Rig> {
  const rig = createRig({ warnBefore: 0 })
  rig.page.setCookies('theme=dark; sid-stay=stay-1')
  server.reply(() => activeView({ data: 'Ada' }))
  await rig.start()
  server.requests.length = 0
  rig.events.length = 0
  return rig
}

/** Lets the time pass in which a change has to be shown. */
async function soon({ clock, idle }: Rig): Promise<void> {
  clock.advance(30)
  await idle()
}

test('a sign-out by whomever is seen at once: a form, a popup, a link in another window', async () => {
  const rig = await marked()
  server.reply(() => noneView)
  rig.page.setCookies('theme=dark')
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'none', reason: 'lost' })
  expect(server.requests).toEqual(['GET /session'])
})

test('so is another user', async () => {
  const rig = await marked()
  server.reply(() => activeView({ id: 'stay-2', data: 'Grace' }))
  rig.page.setCookies('theme=dark; sid-stay=stay-2')
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ id: 'stay-2', data: 'Grace', stale: false })
  expect(rig.events).toContain('changed')
  expect(server.requests).toEqual(['GET /session'])
})

test('and a sign-in, where nobody was', async () => {
  const rig = createRig()
  server.reply(() => noneView)
  await rig.start()
  server.reply(() => activeView())
  rig.page.setCookies('__Host-sid-stay=stay-1')
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'active' })
})

test('a hidden tab asks nothing until it is seen', async () => {
  const rig = await marked()
  rig.page.hide()
  server.reply(() => noneView)
  rig.page.setCookies('')
  await soon(rig)
  expect(server.requests).toEqual([])
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'active', stale: true })
  rig.page.show()
  await rig.idle()
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'none' })
  expect(server.requests).toEqual(['GET /session'])
})

test('other cookies, and the same one set again, are no news', async () => {
  const rig = await marked()
  for (const cookies of ['sid-stay=stay-1; theme=light', 'sid-stay=stay-1', 'theme=dark; sid-stay=stay-1'])
    rig.page.setCookies(cookies)
  rig.page.fire('focus')
  await soon(rig)
  expect(server.requests).toEqual([])
})

test('without the Cookie Store API it is seen when the window has the focus again', async () => {
  const rig = createRig({ warnBefore: 0 })
  Object.assign(rig.page.env, { cookieStore: undefined })
  rig.page.setCookies('sid-stay=stay-1')
  server.reply(() => activeView())
  await rig.start()
  server.reply(() => noneView)
  rig.page.setCookies('')
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'active' })
  rig.page.fire('focus')
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'none' })
})

test('what changed while nobody listened is seen when somebody does', async () => {
  const rig = createRig()
  rig.page.setCookies('sid-stay=stay-1')
  server.reply(() => activeView())
  const stop = await rig.start()
  rig.session.on('ended', () => {})()
  stop()
  server.reply(() => activeView({ id: 'stay-2' }))
  rig.page.setCookies('sid-stay=stay-2')
  rig.session.subscribe(() => {})
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ id: 'stay-2' })
})

test('a question that was under way then is asked again', async () => {
  const rig = await marked()
  const late = Promise.withResolvers<void>()
  server.reply(
    async () => {
      await late.promise
      return activeView({ data: 'Ada' })
    },
    () => activeView({ id: 'stay-2', data: 'Grace' }),
  )
  const asked = rig.session.refresh()
  await expect.poll(() => server.requests).toHaveLength(1)
  rig.clock.advance(1)
  rig.page.setCookies('sid-stay=stay-2')
  rig.clock.advance(30)
  late.resolve()
  await asked
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ id: 'stay-2', data: 'Grace' })
  expect(server.requests).toEqual(['GET /session', 'GET /session'])
})

test('what this tab does itself is asked about no more for it', async () => {
  const rig = await marked()
  server.reply(() => {
    rig.page.setCookies('')
    return noneView
  })
  await rig.session.end()
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ reason: 'signed-out' })
  server.reply(() => activeView({ id: 'stay-2' }))
  // The answer of the app's own sign-in has come, and with it the cookie.
  rig.page.setCookies('sid-stay=stay-2')
  await rig.session.signedIn()
  await soon(rig)
  expect(server.requests).toEqual(['DELETE /session', 'GET /session'])
  rig.page.setCookies('sid-stay=stay-3')
  rig.session.apply(activeView({ id: 'stay-3' }))
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ id: 'stay-3' })
  expect(server.requests).toHaveLength(2)
})

test('a sign-in elsewhere while this tab signs out is seen', async () => {
  const rig = await marked()
  const late = Promise.withResolvers<void>()
  server.reply(
    async () => {
      await late.promise
      return noneView
    },
    () => activeView({ id: 'stay-2' }),
  )
  const ended = rig.session.end()
  await expect.poll(() => server.requests).toHaveLength(1)
  rig.clock.advance(1)
  rig.page.setCookies('')
  rig.page.setCookies('sid-stay=stay-2')
  rig.clock.advance(30)
  late.resolve()
  await ended
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ id: 'stay-2' })
  expect(server.requests).toEqual(['DELETE /session', 'GET /session'])
})

test('a document that may have no cookies works without', async () => {
  const rig = createRig()
  Object.defineProperty(rig.page.env.document, 'cookie', {
    get() {
      throw new DOMException('The document is sandboxed', 'SecurityError')
    },
  })
  server.reply(() => activeView())
  await rig.start()
  rig.page.fire('focus')
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'active' })
  expect(server.requests).toEqual(['GET /session'])
})

test.each([
  ['another stay', () => activeView({ id: 'stay-2' }), { id: 'stay-2' }, { id: 'stay-1', stale: true }],
  [
    'other data of the stay',
    () => activeView({ version: 2, data: 'more' }),
    { data: 'more' },
    { data: 'Ada', stale: true },
  ],
  // What the window that was told has found out ends the stay everywhere.
  ['no session', () => noneView, { status: 'none', reason: 'lost' }, { status: 'none', reason: 'lost' }],
])('a new document that finds %s tells the windows that show what was', async (_, found, shown, unseen) => {
  const clock = manualClock()
  const [seen, hidden, loaded] = [createRig({ clock }), createRig({ clock }), createRig({ clock })]
  server.reply(() => activeView({ data: 'Ada' }))
  for (const tab of [seen, hidden]) await tab.start()
  hidden.page.hide()
  server.requests.length = 0
  server.reply(found)
  await loaded.start()
  await expect.poll(() => seen.session.getSnapshot()).toMatchObject(shown)
  await expect.poll(() => hidden.session.getSnapshot()).toMatchObject(unseen)
  expect(server.requests).toEqual(['GET /session', 'GET /session'])
})

test.each([
  ['the same stay', () => activeView({ data: 'Ada' })],
  ['still nobody', () => noneView],
])('a new document that finds %s makes nobody ask', async (_, found) => {
  const clock = manualClock()
  const [seen, loaded] = [createRig({ clock }), createRig({ clock })]
  server.reply(found)
  await seen.start()
  await loaded.start()
  await seen.idle()
  expect(server.requests).toEqual(['GET /session', 'GET /session'])
  expect(seen.session.getSnapshot().stale).toBe(false)
})

test('a cookie that goes with an answer, or right after it, is no reason to ask again', async () => {
  const rig = await marked()
  server.reply(() => noneView)
  await rig.session.end()
  rig.page.setCookies('')
  await soon(rig)
  expect(server.requests).toEqual(['DELETE /session'])

  const other = await marked()
  server.reply(() => {
    other.clock.advance(1)
    other.page.setCookies('')
    return noneView
  })
  await other.session.refresh()
  await soon(other)
  expect(server.requests).toEqual(['GET /session'])
})

test('a change in the very millisecond of a question is not lost', async () => {
  const rig = await marked()
  server.reply(
    () => {
      rig.page.setCookies('')
      return activeView({ data: 'Ada' })
    },
    () => noneView,
  )
  await rig.session.refresh()
  await soon(rig)
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'none' })
})
