import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createSessions, memoryStore, type SessionEvent, type StandardSchema } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { byUser, createApp, hour, secret, start } from './app.ts'
import { codeOf, runRequest } from './browser.ts'

describe('a default of the schema', () => {
  const shared = { cart: { items: [] as string[] } }
  const handsOutItsOwn: StandardSchema<typeof shared> = {
    '~standard': { version: 1, vendor: 'test', validate: () => ({ value: shared }) },
  }

  test.each([
    ['zod', z.object({ cart: z.object({ items: z.array(z.string()) }).default({ items: [] }) })],
    ['a validator that hands out one object', handsOutItsOwn],
  ])('of %s belongs to one visitor alone', async (_kind, schema) => {
    const sessions = createSessions({ secret, store: memoryStore(), schema })
    await runRequest(sessions, ({ session }) => session.cart.items.push('secret of ann'))
    await runRequest(sessions, ({ session }) => expect(session.cart.items).toEqual([]))
  })
})

describe('what a visitor may send', () => {
  const nested = (levels: number): object =>
    Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner }), {})

  test('is refused when it is nested too deep, whatever else could be done with it', async () => {
    for (const levels of [101, 3000, 20_000]) {
      const saved = runRequest(createApp(), ({ session }) =>
        Object.assign(session, { draft: nested(levels) }),
      )
      expect(await codeOf(saved)).toBe('not-json')
    }
    await runRequest(createApp(), ({ session }) => Object.assign(session, { draft: nested(90) }))
  })

  test('does not empty the session, however long it is', async () => {
    const { browser } = await start({})
    const long = Array.from({ length: 200_000 }, (_, index) => index)
    await browser.visit(({ session }) => Object.assign(session, { list: [-1] }))
    await browser.visit(({ session }) => session.update((data) => ({ ...data, list: long })))
    await browser.visit(({ session }) =>
      expect(Object.keys(session)).toEqual(expect.arrayContaining(['list', 'user'])),
    )
  })
})

test.each([
  ['an object that it put into the data', (data: { theme?: unknown }) => (data.theme = { color: 'dark' })],
  [
    'another object after a change',
    (data: { count?: number }) => {
      data.count = 1
      return { only: 'this' }
    },
  ],
])('update() refuses a function that answers %s', async (_what, change) => {
  const { browser } = await start({})
  const updated = browser.visit(({ session }) => session.update(change as never))
  expect(await codeOf(updated)).toBe('option-invalid')
  await browser.visit(({ session }) => expect(session.user).toBe('ann'))
})

test('a store that rejects is an outage that the operator hears of, once', async () => {
  const events: SessionEvent['type'][] = []
  let isBroken = false
  const store = aroundStore(
    memoryStore(),
    async (_method, _args, call) => {
      if (isBroken) throw new Error('connection refused')
      return call()
    },
    { immediate: false },
  )
  const { browser } = await start({ store, onEvent: ({ type }) => events.push(type) })
  isBroken = true
  expect(await codeOf(browser.visit())).toBe('store-unavailable')
  expect(await codeOf(browser.visit())).toBe('store-unavailable')
  expect(events).toEqual(['store-down'])
  isBroken = false
  await browser.visit()
  expect(events).toEqual(['store-down', 'store-up'])
})

test('a second click on "Sign in" signs in as well, with nothing of the session that the first one moved', async () => {
  const { sessions, browser } = await start({ subject: byUser }, ({ session }) =>
    Object.assign(session, { cart: { book: 'of old' } }),
  )
  const { cookieHeader } = browser
  const clicks = [0, 1].map(() => sessions.context({ cookieHeader, path: '/', isSecure: false, raw: {} }))
  for (const click of clicks) Object.assign(click.getSession() ?? {}, { user: 'ann' })
  const facts = { status: 302, cacheControl: undefined }
  expect((await clicks[0]?.commit(facts))?.setCookie).toHaveLength(1)
  const setCookie = (await clicks[1]?.commit(facts))?.setCookie
  const [cookie] = setCookie?.[0]?.split(';') ?? []
  await runRequest(sessions, ({ session }) => expect({ ...session }).toEqual({ user: 'ann' }), {
    cookieHeader: cookie,
  })
})

test('session.cookie.maxAge refuses what the absolute timeout would cut', async () => {
  const { browser } = await start({})
  const remembered = browser.visit(({ session }) => {
    session.cookie.maxAge = 30 * 24 * hour
  })
  await expect(remembered).rejects.toThrow(/absoluteTimeout/)
})

test.each([
  [{ domain: 'https://example.com' }, 'cookie.domain'],
  [{ domain: 'example.com:3000' }, 'cookie.domain'],
  [{ domain: 'a,b=c' }, 'cookie.domain'],
  [{ expires: new Date(0) }, 'cookie.expires'],
])('a cookie that browsers drop is refused at start-up: %o', (cookie, option) => {
  expect(() => createSessions({ secret, cookie })).toThrow(option)
})

test('a listener that throws fails no response', async () => {
  const { browser, run } = await start({
    onEvent: () => {
      throw new Error('the log is full')
    },
  })
  await run(async ({ session }) => {
    session.count = 1
    await browser.visit(({ session }) => Object.assign(session, { count: 2 }))
  })
  await browser.visit(({ session }) => expect(session.count).toBe(1))
})
