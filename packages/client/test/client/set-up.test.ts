import { describe, expect, test } from 'vitest'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

describe('while nothing is known, what looks like a mistake in the set-up', () => {
  test.each<[string, RegExp, () => Response]>([
    ['a wrong url', /refused: check url.*\/session$/, () => new Response('Not Found', { status: 404 })],
    [
      'a refused origin',
      /allowedOrigins.*\/session$/,
      () => Response.json({ code: 'origin-refused' }, { status: 403 }),
    ],
    [
      'a page of HTML',
      /bad-answer: .*check url.*\/session$/,
      () => new Response('<!doctype html><title>App</title>'),
    ],
    ['no CORS', /offline: check network and CORS.*\/session$/, () => Response.error()],
    [
      'a proxy without a server behind it',
      /unavailable.*\/session$/,
      () => new Response('', { status: 500 }),
    ],
  ])('%s is warned of, once', async (_, warning, answer) => {
    const { start, clock, idle, warnings } = createRig()
    server.reply(answer)
    await start()
    for (let time = 0; time < 5; time++) {
      clock.advance(minute)
      await idle()
    }
    expect(server.requests.length).toBeGreaterThan(3)
    expect(warnings).toEqual([expect.stringMatching(warning)])
  })

  test('is warned of also where the app awaits and nobody listens', async () => {
    const { session, warnings } = createRig()
    server.reply(() => new Response('<!doctype html>'))
    await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
    expect(warnings).toHaveLength(1)
  })
})

test('once something worked, an outage is no reason to say anything', async () => {
  const { session, start, warnings } = createRig()
  server.reply(
    () => activeView(),
    () => new Response('<!doctype html>'),
  )
  await start()
  await expect(session.refresh()).rejects.toMatchObject({ code: 'bad-answer' })
  expect(warnings).toEqual([])
})

describe.each(['ready', 'require'] as const)('%s with a timeout', (method) => {
  test('gives up waiting, and says what kept it', async () => {
    const { session, clock, idle, page } = createRig()
    server.reply(() => new Response('', { status: 404 }))
    const waiting = session[method]({ timeout: 3 * second })
    waiting.catch(() => {})
    await idle()
    clock.advance(2999)
    await idle()
    expect(await Promise.race([waiting, 'waits'])).toBe('waits')
    clock.advance(1)
    await expect(waiting).rejects.toMatchObject({ code: 'timeout', cause: { code: 'refused' } })
    await idle()
    // It holds nothing open.
    expect([page.open(), clock.timers()]).toEqual([0, 0])
  })

  test('is done when the server has spoken', async () => {
    const { session, clock, idle } = createRig()
    server.reply(() => activeView())
    expect(await session[method]({ timeout: 3 * second })).toMatchObject({ status: 'active' })
    await idle()
    expect(clock.timers()).toBe(0)
  })
})

test.each([Number.NaN, -1])('a timeout of %s is refused by name', async (timeout) => {
  const { session } = createRig()
  await expect(session.ready({ timeout })).rejects.toThrow(`check timeout: ${timeout}`)
  expect(server.requests).toEqual([])
})

test.each([1e12, Number.POSITIVE_INFINITY])(
  'a timeout of %s is no sooner over than a timer can wait',
  async (timeout) => {
    const { session, clock, idle } = createRig()
    server.reply(
      () => new Response('', { status: 404 }),
      () => noneView,
    )
    const waiting = session.ready({ timeout })
    await idle()
    clock.advance(2 * second)
    expect(await waiting).toMatchObject({ status: 'none' })
  },
)

test('without a timeout an outage is waited for', async () => {
  const { session, clock, idle } = createRig()
  server.reply(
    () => new Response('', { status: 404 }),
    () => noneView,
  )
  const waiting = session.ready()
  await idle()
  clock.advance(2 * second)
  expect(await waiting).toMatchObject({ status: 'none' })
})
