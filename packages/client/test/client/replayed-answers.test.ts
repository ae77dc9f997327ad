import { describe, expect, test } from 'vitest'
import { equip, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'

const server = useFakeServer()
const begin = noneView.now

/** What a cache holds from before the sign-out, and what the server says after it. */
const cached = () => activeView({ data: 'private', now: begin + second })
const ended = () => ({ ...noneView, now: begin + 10 * second })

/** A tab that signed out. */
async function signedOut(parts: object = {}): Promise<Rig> {
  const rig = createRig({ warnBefore: 0 })
  equip(rig.page.env, { ...parts })
  server.reply(cached)
  await rig.start()
  server.reply(ended)
  await rig.session.end()
  rig.events.length = 0
  return rig
}

describe('an answer from before the sign-out, replayed by a service worker', () => {
  test('brings nobody back, and the state says so', async () => {
    const { session, events } = await signedOut()
    server.reply(cached)
    await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
    await expect(session.touch()).rejects.toMatchObject({ code: 'bad-answer' })
    expect(session.getSnapshot()).toMatchObject({
      status: 'none',
      reason: 'signed-out',
      stale: true,
      error: { code: 'bad-answer' },
    })
    expect(events).not.toContain('started')
  })

  test('nor as a view that a page was rendered with', async () => {
    const { session } = await signedOut()
    session.apply(cached())
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
  })

  test('nor in the next document, nor in another tab that heard of the end', async () => {
    const localStorage = sharedStorage()
    const other = createRig()
    equip(other.page.env, { localStorage })
    server.reply(cached)
    await other.start()
    await signedOut({ localStorage })
    await expect.poll(() => other.session.getSnapshot()).toMatchObject({ reason: 'signed-out' })
    server.reply(cached)
    await expect(other.session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })

    const next = createRig()
    equip(next.page.env, { localStorage })
    await next.start()
    expect(next.session.getSnapshot()).toMatchObject({ status: 'unknown', error: { code: 'bad-answer' } })
    // The word of the end is still there for the one after that.
    server.reply(ended)
    await next.session.refresh()
    server.reply(cached)
    await expect(next.session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
  })

  test('the sign-in that follows is believed, and so is a server whose clock was set back', async () => {
    const { session } = await signedOut()
    server.reply(() => activeView({ id: 'stay-2', now: begin + 11 * second }))
    expect(await session.signedIn()).toMatchObject({ id: 'stay-2' })
    server.reply(() => ({ ...noneView, now: begin + 12 * second }))
    await session.end()
    // A cache repeats itself; a clock goes on.
    let now = begin - 3600 * second
    server.reply(() => {
      now += second
      return activeView({ id: 'stay-3', now })
    })
    await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
    expect(await session.refresh()).toMatchObject({ id: 'stay-3' })
    expect(await session.refresh()).toMatchObject({ id: 'stay-3', stale: false })
  })
})

describe('where the browser takes itself for offline', () => {
  test('an answer that repeats what is known is none: a cache does not look online', async () => {
    const { session, start, page, idle, clock } = createRig({ warnBefore: 0 })
    server.reply(() => activeView({ data: 'Ada' }))
    await start()
    page.goOffline()
    clock.advance(60 * second)
    await expect(session.refresh()).rejects.toMatchObject({ code: 'offline' })
    expect(session.getSnapshot()).toMatchObject({ connection: 'offline', stale: true, data: 'Ada' })
    const left: (number | null)[] = []
    session.countdown.subscribe(({ remaining }) => left.push(remaining))
    expect(left).toEqual([14 * minute])
    server.reply(() => activeView({ data: 'Ada', now: begin + 61 * second, maxAge: 839_000 }))
    clock.advance(2 * second)
    await idle()
    // Some networks pass for none.
    expect(session.getSnapshot()).toMatchObject({ connection: 'online', stale: false })
  })

  test('nor one that was asked for before it went online', async () => {
    const { session, start, page, idle, clock } = createRig({ warnBefore: 0 })
    server.reply(() => activeView())
    await start()
    const { promise: cache, resolve } = Promise.withResolvers<ReturnType<typeof activeView>>()
    server.reply(() => cache)
    page.goOffline()
    clock.advance(1000 * second)
    await expect.poll(() => server.requests).toHaveLength(2)
    page.goOnline()
    server.reply(() => ({ ...noneView, now: begin + 1000 * second }))
    resolve(activeView())
    await idle()
    expect(session.getSnapshot()).toMatchObject({ phase: 'verifying', connection: 'offline', stale: true })
    clock.advance(2 * second)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'expired', connection: 'online' })
  })

  test('but only an answer to GET comes out of a cache: an end is believed', async () => {
    const { session, start, page } = createRig({ warnBefore: 0 })
    server.reply(() => activeView())
    await start()
    page.goOffline()
    server.reply(() => noneView)
    expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
  })

  test('the first answer of a document is believed, and only the next one looks online', async () => {
    const { session, start, page, idle, clock } = createRig({ warnBefore: 0 })
    page.goOffline()
    server.reply(() => activeView())
    await start()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', connection: 'offline' })
    server.reply(() => activeView({ now: begin + second }))
    clock.advance(second)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', connection: 'online' })
    expect(server.requests).toHaveLength(2)
  })

  test('it is asked and touched all the same, ever later where nothing comes of it', async () => {
    const { session, start, page, idle, clock } = createRig({ warnBefore: 0 })
    let now = begin
    server.reply(() => {
      now += second
      return activeView({ now })
    })
    await start()
    session.keepAlive()
    page.goOffline()
    server.requests.length = 0
    clock.advance(60 * second)
    page.fire('keydown')
    await idle()
    expect(server.requests).toEqual(['POST /session/touch'])
    clock.advance(900 * second)
    await idle()
    expect(server.requests).toEqual(['POST /session/touch', 'GET /session'])

    server.requests.length = 0
    server.reply(() => Response.error())
    page.hide()
    clock.advance(60 * second)
    page.show()
    for (let time = 0; time < 60; time++) {
      clock.advance(5 * second)
      await idle()
    }
    expect(server.requests.length).toBeGreaterThan(4)
    expect(server.requests.length).toBeLessThan(16)
  })
})
