import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { day, hour, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'
import { stillPage } from '../support/still-page.ts'

const server = useFakeServer()

let thrown: unknown[]
beforeEach(() => {
  thrown = []
  const note = (event: Event): void => {
    thrown.push(Reflect.get(event, 'error') ?? Reflect.get(event, 'reason'))
  }
  for (const type of ['error', 'unhandledrejection']) {
    addEventListener(type, note)
    onTestFinished(() => removeEventListener(type, note))
  }
})
afterEach(() => expect(thrown).toEqual([]))

const html = (status = 200): Response =>
  new Response('<!doctype html><title>Sign in</title>', { status, headers: { 'content-type': 'text/html' } })
const json = (body: unknown): Response => new Response(JSON.stringify(body))

const answers: [string, string, () => Response][] = [
  ['HTML where JSON should be', 'bad-answer', html],
  ['a captive portal that says 200', 'bad-answer', () => new Response('<h1>Welcome to the airport</h1>')],
  ['a captive portal that says 511', 'unavailable', () => html(511)],
  ['a redirect to a login page', 'offline', () => Response.redirect('/login', 302)],
  ['a login page that says 401', 'refused', () => html(401)],
  ['a body that was cut off', 'bad-answer', () => new Response(JSON.stringify(activeView()).slice(0, 60))],
  ['a body of another length than none', 'bad-answer', () => new Response(null, { status: 204 })],
  ['null', 'bad-answer', () => json(null)],
  ['a list', 'bad-answer', () => json([activeView()])],
  ['a problem with 200', 'bad-answer', () => json({ code: 'origin-refused', status: 403 })],
  ['a view without an id', 'bad-answer', () => json({ ...activeView(), id: '' })],
  ['a negative maxAge', 'bad-answer', () => json({ ...activeView(), maxAge: -1 })],
  ['a maxAge of a text', 'bad-answer', () => json({ ...activeView(), maxAge: '900000' })],
  ['a maxAge beyond all time', 'bad-answer', () => json({ ...activeView(), maxAge: 1e300 })],
  ['a maxAge of half a millisecond', 'bad-answer', () => json({ ...activeView(), maxAge: 0.5 })],
  ['a maxAge that JSON cannot hold', 'bad-answer', () => new Response('{"status":"active","maxAge":1e999}')],
  ['a view without a maxAge', 'bad-answer', () => json({ ...activeView(), maxAge: undefined })],
  ['a status of a newer server', 'bad-answer', () => json({ ...activeView(), status: 'paused' })],
]

describe('the state stays, and the error has a code', () => {
  test.each(answers)('%s: %s', async (_, code, answer) => {
    const page = stillPage()
    const { session, start, clock, idle, events } = createRig({ redirect: { page } })
    server.reply(() => activeView({ data: 'half a form' }), answer)
    await start()
    events.length = 0
    await expect(session.refresh()).rejects.toMatchObject({ name: 'SessionClientError', code })
    await expect(session.touch()).rejects.toMatchObject({ code })
    expect(session.getSnapshot()).toMatchObject({
      status: 'active',
      data: 'half a form',
      stale: true,
      error: { code },
    })
    // Each minute a question at most, and the page stays where it is.
    for (let minute = 0; minute < 10; minute++) {
      clock.advance(60_000)
      await idle()
    }
    expect(server.requests.length).toBeLessThan(20)
    expect(session.getSnapshot()).toMatchObject({ status: 'active', data: 'half a form' })
    expect(events).not.toContain('ended')
    expect(page.calls).toEqual([])
  })

  test('from the start: unknown, until there is an answer', async () => {
    const { session, start, clock, idle, events } = createRig()
    server.reply(html)
    await start()
    expect(session.getSnapshot()).toMatchObject({ status: 'unknown', error: { code: 'bad-answer' } })
    server.reply(() => activeView())
    clock.advance(second)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', stale: false })
    expect(session.getSnapshot()).not.toHaveProperty('error')
    expect(events).toEqual(['error', 'state', 'started', 'state'])
  })
})

describe('what a newer server says is understood as far as it goes', () => {
  test('unknown fields are left out', async () => {
    const { session } = createRig()
    const more = { mood: 'sunny', refresh: { at: 1 }, constructor: 'none' }
    server.reply(() => json({ ...activeView({ data: 'tea' }), ...more }))
    const known = await session.refresh()
    expect(known).toMatchObject({ status: 'active', data: 'tea' })
    for (const field of Object.keys(more)) expect(Object.keys(known)).not.toContain(field)
  })

  test('a reason that is not known yet ends the stay without one', async () => {
    const { session } = createRig()
    server.reply(
      () => activeView(),
      () => json({ ...noneView, reason: 'moved-to-another-planet' }),
    )
    await session.refresh()
    expect(await session.refresh()).toMatchObject({ status: 'none', reason: 'lost' })
  })

  test('fields of the prototype stay fields', async () => {
    const { session } = createRig()
    server.reply(() => new Response(`{"__proto__":{"data":"evil"},${JSON.stringify(activeView()).slice(1)}`))
    const state = await session.refresh()
    expect(state).toMatchObject({ status: 'active' })
    expect(Reflect.get(state, 'data')).toBeUndefined()
    expect(Reflect.get({}, 'data')).toBeUndefined()
  })
})

describe('absurd times', () => {
  test('a stay without end: nothing to count down, no warning, no touch', async () => {
    const { session, start, clock, idle, page, events } = createRig()
    const endless = { maxAge: null, originalMaxAge: null, expiresAt: null }
    server.reply(() => json({ ...activeView(), ...endless }))
    await start()
    const ticks: (number | null)[] = []
    session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
    session.keepAlive()
    session.keepAlive({ while: 'open' })
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(60_000)
      page.fire('keydown')
    }
    page.hide()
    clock.advance(100 * day)
    await idle()
    expect(ticks).toEqual([null])
    expect(session.countdown.announcement()).toBe('')
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady', expiresAt: Number.POSITIVE_INFINITY })
    expect(server.requests).toEqual(['GET /session'])
    expect(events).toEqual(['started', 'state'])
  })

  test('a stay of 285,616 years is one', async () => {
    const { session, start, clock, idle } = createRig()
    server.reply(() => activeView({ maxAge: 8.64e15, originalMaxAge: 8.64e15, expiresAt: 8.64e15 }))
    await start()
    session.countdown.subscribe(() => {})
    clock.advance(hour)
    await idle()
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady' })
    expect(server.requests).toEqual(['GET /session'])
  })

  test('more left than a stay lasts, times in the wrong order, a version of zero: as the server says', async () => {
    const { session, start } = createRig()
    const absurd = { maxAge: 9e8, originalMaxAge: 1, renewEvery: 9e9, createdAt: 9e12, endsAt: 0, version: 0 }
    server.reply(() => activeView(absurd))
    await start()
    expect(session.getSnapshot()).toMatchObject({ phase: 'steady', status: 'active', endsAt: 0 })
  })

  test('a stay that is over as it is answered is shown as doubtful, and not asked about without a pause', async () => {
    const { session, start, clock, idle } = createRig()
    server.reply(() => activeView({ maxAge: 0 }))
    await start()
    expect(session.getSnapshot()).toMatchObject({ status: 'active', phase: 'verifying' })
    for (let time = 0; time < 5000; time += 125) {
      clock.advance(125)
      await idle()
    }
    expect(server.requests.length).toBeLessThan(25)
  })
})
