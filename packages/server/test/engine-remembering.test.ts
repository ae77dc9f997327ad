import { describe, expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { createApp, hour, minute, second, start } from './app.ts'
import { createBrowser } from './browser.ts'
import { readSetCookie } from './cookie-jar.ts'

describe('remember me on a session that was just renewed', () => {
  test('sends the cookie with its new lifetime', async () => {
    const clock = manualClock()
    const { browser } = await start({ clock, cookie: { maxAge: 10 * minute } })
    clock.advance(second)
    const { setCookie } = await browser.visit(({ session }) => {
      session.cookie.maxAge = 5 * hour
    })
    expect(setCookie).toHaveLength(1)
    expect(readSetCookie(setCookie?.[0] ?? '').maxAge).toBeGreaterThanOrEqual(5 * 3600)
    clock.advance(4 * hour)
    expect(await browser.peek()).toMatchObject({ status: 'active' })
  })
  test('and back: null makes it end with the browser', async () => {
    const clock = manualClock()
    const { browser } = await start({ clock, cookie: { maxAge: 10 * minute } })
    clock.advance(second)
    const { setCookie } = await browser.visit(({ session }) => {
      session.cookie.maxAge = null
    })
    expect(setCookie).toHaveLength(1)
    expect(setCookie?.[0]).not.toMatch(/Max-Age|Expires/)
  })
  test('and back, when a renewal is due', async () => {
    const clock = manualClock()
    const { browser } = await start({ clock, cookie: { maxAge: 10 * minute } })
    clock.advance(5 * minute)
    const { setCookie } = await browser.visit(({ session }) => {
      session.cookie.maxAge = null
    })
    expect(setCookie).toHaveLength(1)
  })
  test('survives a concurrent write of something else', async () => {
    const { run } = await start()
    await run(async ({ session }) => {
      session.count = 1
      await run(({ session }) => {
        session.cookie.maxAge = 5 * hour
      })
    })
    await run(({ session }) => {
      expect(session.cookie.originalMaxAge).toBe(5 * hour)
    })
  })
})

test('unread requests keep a stay alive whose own idle timeout is shorter than the default', async () => {
  const clock = manualClock()
  const { browser } = await start({ clock }, ({ session }) => {
    session.user = 'ann'
    session.cookie.maxAge = 20 * second
  })
  for (let i = 0; i < 10; i++) {
    clock.advance(10 * second)
    await browser.visit()
  }
  expect(await browser.peek()).toMatchObject({ status: 'active' })
})

test('a mere peek by a visitor without a session stores nothing, even with saveUninitialized', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const sessions = createApp({ clock, store, saveUninitialized: true })
  const browser = createBrowser(sessions, clock)
  const edits = await browser.visit(async ({ context }) => {
    await sessions.peek(context)
  })
  expect(edits.setCookie).toBeUndefined()
  expect(store.calls).toEqual([])
})

test('a new session is not touched by the next request that does not read it', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const browser = createBrowser(createApp({ clock, store }), clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  store.calls.length = 0
  clock.advance(second)
  await browser.visit()
  expect(store.calls).toEqual([])
})

test('announces a session that began', async () => {
  const clock = manualClock()
  const browser = createBrowser(createApp({ clock, announce: true }), clock)
  const { announcement } = await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  expect(announcement).toMatch(/^active; id=[\w-]{16}; max-age=\d+$/)
})
