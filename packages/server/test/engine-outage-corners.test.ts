import { describe, expect, test } from 'vitest'
import { memoryStore, type SessionStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock, slowStore } from '../src/testing/index.ts'
import { createApp, type Handler, hour, minute, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'
import { second } from './durations.ts'

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Sessions over a store that fails while it is `down`, with ann's browser, and which of its methods were asked then. */
async function startOutage(options: TestOptions = {}, abilities: Partial<SessionStore['abilities']> = {}) {
  const clock = manualClock()
  const asked: string[] = []
  const outage = { isDown: false }
  const store = aroundStore(
    memoryStore({ clock }),
    (method, _args, call) => {
      if (!outage.isDown) return call()
      asked.push(method)
      throw new Error('down')
    },
    abilities,
  )
  const sessions = createApp({ clock, store, ...options })
  const browser = createBrowser(sessions, clock)
  await browser.visit(async (request) => {
    await request.context.load()
    request.session.user = 'ann'
  })
  return { clock, sessions, browser, asked, outage }
}

test.each([
  ['read the session', 'touch', ({ session }) => session.user],
  ['read nothing', 'touch', () => {}],
] satisfies [string, string, Handler][])(
  'an implicit touch that fails does not fail a response that %s',
  async (_what, expected, handler) => {
    const { clock, browser, asked, outage } = await startOutage()
    clock.advance(2 * minute)
    await browser.visit((request) => {
      handler(request)
      outage.isDown = true
    })
    expect(asked).toEqual([expected])
  },
)

test('a sign-out by `req.session = null` that could not be done fails the response before its headers', async () => {
  const { browser, sessions, outage } = await startOutage({ onLoadError: 'when-read' }, { immediate: false })
  const { cookieHeader } = browser
  const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
  outage.isDown = true
  await context.load()
  context.setSession(null)
  const commit = Promise.resolve().then(() => context.commit({ status: 200, cacheControl: undefined }))
  expect(await codeOf(commit)).toBe('store-unavailable')
  outage.isDown = false
  expect(await browser.peek()).toMatchObject({ status: 'active' })
})

describe.each([{ rolling: 'always' as const }, { resave: true }, { saveUninitialized: true }])(
  'an outage does not fail a response that read nothing: %o',
  (options) => {
    test('with when-read', async () => {
      const { clock, browser, asked, outage } = await startOutage(
        { onLoadError: 'when-read', ...options },
        { immediate: false },
      )
      outage.isDown = true
      clock.advance(2 * minute)
      const { setCookie } = await browser.visit()
      expect(asked).toEqual(['read'])
      // Nobody knows whether the session is there: its cookie is neither renewed nor cleared.
      expect(setCookie).toBeUndefined()
    })

    test('where the commit is the first to read', async () => {
      const { clock, browser, asked, outage } = await startOutage({ lazy: true, ...options })
      outage.isDown = true
      clock.advance(2 * minute)
      const { setCookie } = await browser.visit()
      expect(asked).toEqual(['read'])
      expect(setCookie).toBeUndefined()
    })
  },
)

test('with two cookies of the name, an implicit touch over a store that is down does not fail the response', async () => {
  const { clock, sessions, browser, asked, outage } = await startOutage()
  outage.isDown = true
  clock.advance(2 * minute)
  await runRequest(sessions, () => {}, { cookieHeader: `sid=x; ${browser.cookieHeader}` })
  // To know which of the two to touch.
  expect(asked).toEqual(['read'])
})

describe('in an outage', () => {
  function outage() {
    const clock = manualClock()
    let hangs = false
    const calls: string[] = []
    const store = aroundStore(
      memoryStore({ clock }),
      async (method, _args, call) => {
        calls.push(method)
        if (hangs) return new Promise(() => {})
        return call()
      },
      { immediate: false },
    )
    return {
      clock,
      store,
      calls,
      hang: (value: boolean) => {
        hangs = value
      },
    }
  }
  test('a probe that hangs does not put off the next', async () => {
    const { clock, store, hang } = outage()
    const { browser } = await start({ clock, store })
    hang(true)
    const first = codeOf(browser.visit())
    await settle()
    clock.advance(2 * second)
    expect(await first).toBe('store-unavailable')
    clock.advance(500)
    expect(await codeOf(browser.visit())).toBe('store-unavailable')
    hang(false)
    clock.advance(500)
    await codeOf(browser.visit())
    await settle()
    expect(await codeOf(browser.visit())).toBeUndefined()
  })
  test('a visitor after a quiet hour is not refused for an outage that ended long ago', async () => {
    const { clock, store, hang } = outage()
    const { browser } = await start({ clock, store, idleTimeout: 3 * hour })
    hang(true)
    const first = codeOf(browser.visit())
    await settle()
    clock.advance(2 * second)
    expect(await first).toBe('store-unavailable')
    hang(false)
    for (let i = 0; i < 10; i++) {
      clock.advance(500)
      await settle()
    }
    expect(await codeOf(browser.visit(({ session }) => session.user))).toBeUndefined()
  })
  test('a listener that throws does not hang the request', async () => {
    const { clock, store, hang } = outage()
    const sessions = createApp({
      clock,
      store,
      onEvent: () => {
        throw new Error('listener')
      },
    })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    hang(true)
    let code: unknown
    void codeOf(browser.visit()).then((value) => {
      code = value
    })
    await settle()
    try {
      clock.advance(2 * second)
    } catch {}
    await settle()
    expect(code).toBe('store-unavailable')
  })
})

test('an implicit touch that hangs holds a response no longer than the deadline', async () => {
  const clock = manualClock()
  const memory = memoryStore({ clock })
  const store = slowStore(memory, 0, {
    now: clock.now,
    after: (_d, f) => {
      const i = setImmediate(f)
      return () => clearImmediate(i)
    },
  })
  let touches = 0
  const hanging = aroundStore(store, (method, _a, call) => {
    if (method !== 'touch') return call()
    touches++
    return new Promise(() => {})
  })
  const { browser } = await start({ clock, store: hanging })
  clock.advance(2 * minute)
  let done = false
  void browser
    .visit(({ session }) => session.user)
    .then(() => {
      done = true
    })
  for (let i = 0; i < 5; i++) await settle()
  expect({ touches, done }).toEqual({ touches: 1, done: false })
  clock.advance(2 * second)
  for (let i = 0; i < 5; i++) await settle()
  expect(done).toBe(true)
})
