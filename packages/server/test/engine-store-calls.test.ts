import { beforeEach, describe, expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { byUser, createApp, minute, second, start, type TestOptions } from './app.ts'
import { createBrowser, runRequest } from './browser.ts'
import { nextTurnStore } from './kinds-of-store.ts'

const clock = manualClock()

describe.each(['lazily', 'ahead'])('a store that is read %s is asked', (when) => {
  const store = countingStore(
    when === 'lazily' ? memoryStore({ clock }) : nextTurnStore(memoryStore({ clock })),
  )
  const ahead = when === 'ahead' ? ['read'] : []
  const methods = (): string[] => store.calls.map(({ method }) => method)

  async function begin(options: TestOptions = {}) {
    const app = await start({ clock, store, idleTimeout: 30 * minute, ...options })
    store.calls.length = 0
    return app
  }

  beforeEach(() => {
    store.calls.length = 0
  })

  test('nothing for a visitor without a cookie, who gets none', async () => {
    const sessions = createApp({ clock, store })
    expect((await runRequest(sessions)).setCookie).toBeUndefined()
    expect((await runRequest(sessions, ({ session }) => session.user)).setCookie).toBeUndefined()
    expect(
      (await runRequest(sessions, () => {}, { cookieHeader: 'theme=dark; notsid=1' })).setCookie,
    ).toBeUndefined()
    expect(store.calls).toEqual([])
  })

  test.each(['x', '', 'a.b', `${'s'.repeat(32)}.${'A'.repeat(43)}`, 'é'.repeat(3000)])(
    'nothing for a cookie that we did not sign: %j',
    async (value) => {
      const sessions = createApp({ clock, store })
      await runRequest(sessions, ({ session }) => expect(session.isNew).toBe(true), {
        cookieHeader: `sid=${value}`,
      })
      await runRequest(sessions, () => {}, { cookieHeader: `sid=${value}` })
      expect(store.calls).toEqual([])
    },
  )

  test('once for a new session', async () => {
    const browser = createBrowser(createApp({ clock, store }), clock)
    await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
    expect(methods()).toEqual(['create'])
  })

  test('once for what changes after the headers, also where the response renewed the session', async () => {
    const { browser } = await begin()
    clock.advance(2 * minute)
    await browser.visit(({ session }) => session.user, {
      afterHeaders: ({ session }) => Object.assign(session, { count: 2 }),
    })
    expect(methods()).toEqual(['read', 'touch', 'write'])
  })

  test('at most twice for a new one with a subject', async () => {
    const sessions = createApp({ clock, store, subject: byUser, maxSessions: 3 })
    await createBrowser(sessions, clock).visit(({ session }) => Object.assign(session, { user: 'ann' }))
    expect(methods()).toEqual(['create', 'list'])
  })

  test('once to read', async () => {
    const { browser } = await begin()
    await browser.visit(({ session }) => `${session.user} ${session.count} ${session.user}`)
    expect(methods()).toEqual(['read'])
  })

  test('twice to write', async () => {
    const { browser } = await begin()
    await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
    expect(methods()).toEqual(['read', 'write'])
  })

  test('twice to write, also where the renewal is due', async () => {
    const { browser } = await begin()
    clock.advance(5 * minute)
    await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
    expect(methods()).toEqual(['read', 'write'])
  })

  test('twice to write by update(), and not again at the end', async () => {
    const { browser } = await begin()
    await browser.visit(({ session }) => session.update((data) => ({ ...data, count: 1 })))
    expect(methods()).toEqual(['read', 'write'])
  })

  test('twice to sign in by assignment', async () => {
    const { browser } = await begin({ subject: byUser })
    await browser.visit(({ session }) => Object.assign(session, { user: 'bob' }))
    expect(methods()).toEqual(['read', 'rotate'])
  })

  test('not to write where a change was taken back', async () => {
    const { browser } = await begin()
    await browser.visit(({ session }) => {
      session.count = 1
      delete session.count
    })
    expect(methods()).toEqual(['read'])
  })

  test('no more than the read ahead where nothing is touched', async () => {
    const { browser } = await begin()
    clock.advance(second)
    await browser.visit()
    expect(methods()).toEqual(ahead)
  })

  test('once more for the throttled touch', async () => {
    const { browser } = await begin()
    clock.advance(minute)
    await browser.visit()
    expect(methods()).toEqual([...ahead, 'touch'])
  })

  test('a peek once, and never to touch', async () => {
    const { browser } = await begin()
    clock.advance(10 * minute)
    await browser.peek()
    expect(methods()).toEqual(['read'])
  })

  test('twice to destroy', async () => {
    const { browser } = await begin()
    await browser.visit(({ session }) => session.destroy())
    expect(methods()).toEqual(['read', 'delete'])
  })

  test('with resave to write what did not change', async () => {
    const { browser } = await begin({ resave: true })
    await browser.visit(({ session }) => session.user)
    expect(methods()).toEqual(['read', 'write'])
  })

  test('with saveUninitialized to keep a visitor who stored nothing', async () => {
    const browser = createBrowser(createApp({ clock, store, saveUninitialized: true }), clock)
    await browser.visit()
    expect(methods()).toEqual(['create'])
    await browser.visit(({ session }) => expect(session.isNew).toBe(false))
  })

  test('by a key that is not the sid, and never with the sid in the record', async () => {
    const { browser } = await begin()
    const [sid = ''] = browser.cookieHeader?.slice('sid='.length).split('.') ?? []
    expect(sid).toMatch(/^[\w-]{32}$/)
    await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
    for (const { key = '' } of [...store.calls]) {
      expect(key).not.toContain(sid)
      expect(JSON.stringify(await store.read(key))).not.toContain(sid)
    }
  })
})

test('nothing outside of the path of the cookie', async () => {
  const store = countingStore(memoryStore({ clock }))
  const sessions = createApp({ clock, store, cookie: { path: '/app' } })
  const browser = createBrowser(sessions, clock, { path: '/app/page' })
  await browser.visit(({ session }) => Object.assign(session, { count: 1 }))
  store.calls.length = 0
  for (const path of ['/', '/apple', '/other/app']) {
    await browser.visit(({ context }) => expect(context.getSession()).toBeUndefined(), { path })
  }
  expect(store.calls).toEqual([])
})
