import { expect, onTestFinished, test } from 'vitest'
import { second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

test('whoever asks from within a listener gets an answer (pain 1: lock deadlock)', async () => {
  const { session, start, idle, events } = createRig()
  server.reply(() => activeView({ data: 'tea' }))
  const answers: string[] = []
  session.on('started', async () => {
    answers.push((await session.refresh()).status)
    answers.push((await session.touch()).status)
  })
  session.countdown.subscribe(async () => answers.push((await session.ready()).status))
  await start()
  await idle()
  expect(answers.sort()).toEqual(['active', 'active', 'active', 'active'])

  server.reply(() => noneView)
  session.on('ended', async () => {
    answers.push((await session.end()).status)
    await session.signedIn().catch(({ code }) => answers.push(code))
  })
  await session.refresh()
  await idle()
  expect(answers.slice(4).sort()).toEqual(['cookie-not-kept', 'none', 'none'])
  expect(events.at(-1)).toBe('state')
})

test('a page full of components is one question, and so are fifty at once (pain 3: request storms)', async () => {
  const { session, page, clock, idle } = createRig()
  server.reply(() => activeView())
  for (let component = 0; component < 50; component++) session.subscribe(() => {})
  await idle()
  expect(server.requests).toEqual(['GET /session'])

  await Promise.all(Array.from({ length: 50 }, () => session.refresh()))
  expect(server.requests).toHaveLength(2)

  for (let glance = 0; glance < 50; glance++) {
    page.hide()
    clock.advance(100)
    page.show()
  }
  await idle()
  expect(server.requests).toHaveLength(2)
})

test('coming back to a tab renders nothing anew where nothing changed (pain 4: focus rerenders)', async () => {
  const { session, start, page, clock, idle, events } = createRig()
  server.reply(() => activeView({ data: { user: { name: 'Ada' } } }))
  await start()
  const before = session.getSnapshot()
  events.length = 0
  for (let visit = 0; visit < 3; visit++) {
    page.hide()
    clock.advance(20 * second)
    page.show()
    await idle()
  }
  expect(server.requests).toHaveLength(4)
  expect(session.getSnapshot()).toBe(before)
  expect(events).toEqual([])
})

test('dialogs, frames and developer tools ask nothing (pain 5: noise of focus events)', async () => {
  const { start, page, clock, idle } = createRig({ warnBefore: 0 })
  server.reply(() => activeView())
  await start()
  clock.advance(60_000)
  for (const type of ['focus', 'focusin', 'blur', 'focusout']) page.fire(type)
  await idle()
  expect(server.requests).toEqual(['GET /session'])
})

test('no outage, however long, signs anybody out (pain 6: a network error logs out)', async () => {
  const { session, start, page, clock, idle, events } = createRig()
  server.reply(() => activeView({ data: 'half a form' }))
  await start()
  const outages = [
    () => Response.error(),
    () => new Response('Bad Gateway', { status: 502 }),
    () => new Response('<h1>Welcome to the airport</h1>', { headers: { 'content-type': 'text/html' } }),
    () => new Response(null, { status: 429 }),
  ]
  for (const outage of outages) {
    server.reply(outage)
    clock.advance(600_000)
    page.hide()
    page.show()
    await idle()
    await expect(session.refresh()).rejects.toHaveProperty('code')
    await expect(session.touch()).rejects.toHaveProperty('code')
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'half a form' })
  }
  expect(events).not.toContain('ended')
})

test('an answer that left before the sign-out changes nothing after it (pain 7: a late answer resurrects)', async () => {
  const { session, start, idle, events } = createRig()
  server.reply(() => activeView())
  await start()
  const late = Promise.withResolvers<void>()
  server.reply(
    async () => {
      await late.promise
      return activeView()
    },
    () => noneView,
  )
  const asked = session.refresh()
  await expect.poll(() => server.requests.length).toBe(2)
  await session.end()
  late.resolve()
  expect(await asked).toMatchObject({ status: 'none', reason: 'signed-out' })
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
  expect(events.filter((event) => event === 'started')).toHaveLength(1)
})

test.each([
  ['the next request of the app', true],
  ['the next look at the tab', false],
])('is noticed by %s (pain 9: a logout on another device)', async (_, isRequest) => {
  const { session, page, clock, start, idle } = createRig({
    fetch: (input, init) =>
      input === '/api' ? Promise.resolve(new Response(null, { status: 401 })) : fetch(input, init),
  })
  server.reply(
    () => activeView(),
    () => ({ ...noneView, reason: 'revoked' }),
  )
  await start()
  await session.ready()
  clock.advance(60_000)
  await idle()
  expect(session.getSnapshot().status).toBe('active')
  if (isRequest) expect((await session.fetch('/api')).status).toBe(401)
  else {
    page.hide()
    page.show()
  }
  await expect.poll(session.getSnapshot).toMatchObject({ status: 'none', reason: 'revoked' })
  expect(server.requests).toHaveLength(2)
})

test('a page that is only looked at never renews the stay (pain 16: reading extends)', async () => {
  const { session, page, clock, start, idle } = createRig()
  server.reply(() => activeView())
  await start()
  session.countdown.subscribe(() => {})
  for (let minute = 0; minute < 30; minute++) {
    clock.advance(60_000)
    page.hide()
    page.show()
    await session.refresh()
    await idle()
  }
  expect(server.requests.length).toBeGreaterThan(30)
  expect(new Set(server.requests)).toEqual(new Set(['GET /session']))
})

test('a cookie that the browser drops is named, once, and nobody is sent in circles (pain 25: third-party cookies)', async () => {
  const left: string[] = []
  const { session, start, idle, events } = createRig({
    redirect: { router: { navigate: (path: string) => left.push(path) } },
  })
  server.reply(() => noneView)
  await start()
  await expect(session.signedIn()).rejects.toMatchObject({ code: 'cookie-not-kept' })
  for (let again = 0; again < 5; again++) await session.require()
  await idle()
  expect(left).toEqual([])
  expect(events.filter((event) => event === 'error')).toHaveLength(1)
  // No hidden frame of another site stands in for the cookie.
  const before = document.querySelectorAll('iframe').length
  onTestFinished(() => expect(document.querySelectorAll('iframe')).toHaveLength(before))
})
