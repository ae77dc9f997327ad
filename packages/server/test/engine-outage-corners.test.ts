import { describe, expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock, slowStore } from '../src/testing/index.ts'
import { createApp, hour, minute } from './app.ts'
import { codeOf, createBrowser, visit } from './visit.ts'

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test('an implicit touch that fails does not fail a response that read the session', async () => {
  const clock = manualClock()
  const store = aroundStore(memoryStore({ clock }), (method, _args, call) => {
    if (method === 'touch') throw new Error('down')
    return call()
  })
  const sessions = createApp({ clock, store })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  clock.advance(2 * minute)
  await browser.visit(({ session }) => session.user)
})

test.each([{ rolling: 'always' as const }, { resave: true }, { saveUninitialized: true }])(
  'an outage with when-read does not fail a response that read nothing: %o',
  async (options) => {
    const clock = manualClock()
    let isDown = false
    const store = aroundStore(
      memoryStore({ clock }),
      (_method, _args, call) => {
        if (isDown) throw new Error('down')
        return call()
      },
      { immediate: false },
    )
    const sessions = createApp({ clock, store, onLoadError: 'when-read', ...options })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    isDown = true
    clock.advance(2 * minute)
    await browser.visit()
  },
)

test('with two cookies of the name, an implicit touch over a store that is down does not fail the response', async () => {
  const clock = manualClock()
  let isDown = false
  const store = aroundStore(memoryStore({ clock }), (_method, _args, call) => {
    if (isDown) throw new Error('down')
    return call()
  })
  const sessions = createApp({ clock, store })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  isDown = true
  clock.advance(2 * minute)
  await visit(sessions, () => {}, { cookieHeader: `sid=x; ${browser.cookieHeader}` })
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
    const sessions = createApp({ clock, store })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    hang(true)
    const first = codeOf(browser.visit())
    await settle()
    clock.advance(2000)
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
    const sessions = createApp({ clock, store, idleTimeout: 3 * hour })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    hang(true)
    const first = codeOf(browser.visit())
    await settle()
    clock.advance(2000)
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
      clock.advance(2000)
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
  const hanging = aroundStore(store, (method, _a, call) =>
    method === 'touch' ? new Promise(() => {}) : call(),
  )
  const sessions = createApp({ clock, store: hanging })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  clock.advance(2 * minute)
  let done = false
  void browser
    .visit(({ session }) => session.user)
    .then(() => {
      done = true
    })
  for (let i = 0; i < 5; i++) await settle()
  clock.advance(2000)
  for (let i = 0; i < 5; i++) await settle()
  expect(done).toBe(true)
})
