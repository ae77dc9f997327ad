import { describe, expect, test } from 'vitest'
import { type Clock, memoryStore, type SessionEvent, type SessionStore } from '../src/index.ts'
import { legacyStore } from '../src/store/legacy.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { byUser, createApp, minute, start, type TestOptions, type TestSession } from './app.ts'
import { codeOf, createBrowser } from './browser.ts'
import { kindsOfStore, nextTurnStore } from './kinds-of-store.ts'
import { liveStore } from './legacy-stores/live-store.ts'

/** A store that cannot move a record in one step. */
function withoutRotate(store: SessionStore): SessionStore {
  const narrowed = aroundStore(store, (_method, _args, call) => call(), { rotate: false })
  return new Proxy(narrowed, {
    get: (target, name) => (name === 'rotate' ? undefined : Reflect.get(target, name)),
  })
}

const stores: [string, (clock: Clock) => SessionStore][] = [
  ...kindsOfStore,
  ['a store that cannot rotate', (clock) => withoutRotate(memoryStore({ clock }))],
  ['a store of express-session', (clock) => legacyStore(liveStore(), { clock })],
  ['a slow store of express-session', (clock) => nextTurnStore(legacyStore(liveStore(), { clock }))],
]

const write = ({ session }: { session: TestSession }): void => {
  session.count = 1
}
const signIn = ({ session }: { session: TestSession }): void => {
  session.user = 'ann'
}

/** The ways in which a browser gets a new sid. */
const newSids: [string, (request: { session: TestSession }) => unknown][] = [
  ['a sign-in', signIn],
  ['rotate()', ({ session }) => session.rotate()],
  [
    'regenerate()',
    async (request) => {
      await request.session.regenerate()
      request.session.user = 'ann'
    },
  ],
]

describe.each(stores)('over %s', (_kind, createStore) => {
  const begin = async (options: TestOptions = {}) => {
    const clock = manualClock()
    const events: SessionEvent[] = []
    const onEvent = (event: SessionEvent): void => void events.push(event)
    const store = createStore(clock)
    const app = await start({ clock, store, subject: byUser, onEvent, ...options }, ({ session }) => {
      session.cart = { book: 1 }
    })
    return { ...app, clock, store, events, old: app.browser.cookieHeader }
  }

  describe.each(newSids)('a request that brings the sid from before %s', (_how, change) => {
    test('sees no session, and what it stores does not take the place of the new one', async () => {
      const { browser, run, events } = await begin()
      await browser.visit(change)
      const { cookieHeader } = browser
      const edits = await run((request) => {
        expect({ ...request.session }).toEqual({})
        expect(request.session.isNew).toBe(true)
        write(request)
      })
      expect(edits.setCookie).toBeUndefined()
      browser.keep(edits)
      expect(browser.cookieHeader).toBe(cookieHeader)
      expect(await browser.peek()).toMatchObject({ status: 'active' })
      expect(events).toContainEqual({ type: 'rotated-away' })
    })

    test.each([
      ['reads nothing', () => {}],
      ['only reads', ({ session }: { session: TestSession }) => session.user],
      [
        'saves by itself',
        async (request: { session: TestSession }) => {
          write(request)
          await request.session.save()
        },
      ],
      [
        'updates',
        ({ session }: { session: TestSession }) => session.update((data) => ({ ...data, count: 1 })),
      ],
    ])('gets no cookie, and no word of what is, when it %s', async (_what, handler) => {
      for (const options of [
        {},
        { rolling: 'always' },
        { saveUninitialized: true },
        { resave: true },
      ] as const) {
        const { browser, run, clock } = await begin({ ...options, announce: true })
        await browser.visit(change)
        clock.advance(2 * minute)
        const { setCookie, announcement } = await run(handler)
        expect({ options, setCookie, announcement }).toEqual({
          options,
          setCookie: undefined,
          announcement: undefined,
        })
      }
    })

    test('is a newcomer again after five minutes', async () => {
      const { browser, run, clock } = await begin()
      await browser.visit(change)
      clock.advance(5 * minute)
      expect((await run(write)).setCookie).toHaveLength(1)
    })

    test('gets a session of its own where it signs in by itself', async () => {
      const { browser, sessions, clock, old } = await begin()
      await browser.visit(change)
      const second = createBrowser(sessions, clock, { cookieHeader: old })
      const { setCookie } = await second.visit(signIn)
      expect(setCookie).toHaveLength(1)
    })

    test('gets a session of its own where it asks for a new sid', async () => {
      const { browser, run } = await begin()
      await browser.visit(change)
      const { setCookie } = await run(async (request) => {
        await request.session.regenerate()
        write(request)
      })
      expect(setCookie).toHaveLength(1)
    })

    test('keeps the new session out of reach of endpoints too', async () => {
      const { browser, sessions, old } = await begin()
      await browser.visit(change)
      const context = sessions.context({ cookieHeader: old, path: '/', isSecure: false, raw: undefined })
      expect(await sessions.touch(context)).toMatchObject({ status: 'none' })
      expect(await context.commit({ status: 200, cacheControl: 'no-store' })).not.toHaveProperty('setCookie')
      expect(await browser.peek()).toMatchObject({ status: 'active' })
    })
  })

  test('the new sid goes on with the version, or browsers would pass over what they are told', async () => {
    const { browser } = await begin()
    for (const count of [1, 2, 3]) await browser.visit(({ session }) => Object.assign(session, { count }))
    const before = await browser.peek()
    await browser.visit(({ session }) => session.rotate())
    const after = await browser.peek()
    if (before.status !== 'active' || after.status !== 'active') return expect.unreachable()
    expect(after.id).toBe(before.id)
    expect(after.version).toBeGreaterThan(before.version)
  })

  test('a request under way during the sign-in sets no cookie, however it renews', async () => {
    for (const rolling of [true, 'always'] as const) {
      const { browser, run, clock } = await begin({ rolling })
      clock.advance(2 * minute)
      const edits = await run(async ({ session }) => {
        expect(session.cart).toEqual({ book: 1 })
        await browser.visit(signIn)
      })
      expect(edits.setCookie).toBeUndefined()
      expect(await browser.peek()).toMatchObject({ status: 'active' })
    }
  })

  test.each([
    ['expired', (clock: { advance(by: number): void }) => clock.advance(31 * minute)],
    [
      'destroyed',
      async (_clock: unknown, run: (handler: (request: { session: TestSession }) => unknown) => unknown) =>
        run(({ session }) => session.destroy()),
    ],
  ])('the sid of a session that was %s makes a newcomer', async (_how, end) => {
    const { run, clock } = await begin()
    await end(clock, run)
    expect((await run(write)).setCookie).toHaveLength(1)
  })

  test('a slower write of the record as it was before does not replace the note', async () => {
    const { browser, run } = await begin()
    const slower = run(async (request) => {
      expect(request.session.cart).toEqual({ book: 1 })
      await browser.visit(signIn)
      write(request)
    })
    expect(await codeOf(slower)).toBe('session-gone')
    await run(({ session }) => expect({ ...session }).toEqual({}))
  })

  describe('a session that got a new sid while a request with the old one was under way', () => {
    test('ends with destroy() of that request', async () => {
      const { browser, run } = await begin()
      const edits = await run(async ({ session }) => {
        expect(session.cart).toEqual({ book: 1 })
        await browser.visit((request) => request.session.rotate())
        await browser.visit((request) => request.session.rotate())
        await session.destroy()
      })
      expect(edits.setCookie).toEqual([expect.stringContaining('Max-Age=0')])
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('ends with a sign-out that comes later', async () => {
      const { browser, sessions, old } = await begin()
      await browser.visit(({ session }) => session.rotate())
      await browser.visit(({ session }) => session.rotate())
      const context = sessions.context({ cookieHeader: old, path: '/', isSecure: false, raw: undefined })
      expect(await sessions.end(context)).toMatchObject({ status: 'none', reason: 'signed-out' })
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('ends with destroy() of that request where it signed somebody in meanwhile', async () => {
      const { browser, run } = await begin()
      await run(async ({ session }) => {
        expect(session.cart).toEqual({ book: 1 })
        await browser.visit(signIn)
        await session.destroy()
      })
      expect(await browser.peek()).toMatchObject({ status: 'none' })
    })

    test('goes on after a sign-out that comes when somebody has signed in: the old sid may have been planted', async () => {
      const { browser, sessions, old } = await begin()
      await browser.visit(signIn)
      await browser.visit(({ session }) => session.rotate())
      const context = sessions.context({ cookieHeader: old, path: '/', isSecure: false, raw: undefined })
      expect(await sessions.end(context)).not.toHaveProperty('reason')
      expect(await browser.peek()).toMatchObject({ status: 'active' })
    })
  })
})

test.each(['rotate', 'write'] as const)(
  'a sign-in whose %s was stored and answered by an error is one all the same',
  async (failing) => {
    const clock = manualClock()
    let isArmed = false
    const inner = memoryStore({ clock })
    const store = aroundStore(failing === 'write' ? withoutRotate(inner) : inner, (method, _args, call) => {
      const answer = call()
      if (!isArmed || method !== failing) return answer
      isArmed = false
      throw new Error('the connection broke')
    })
    const { browser, run } = await start({ clock, store, subject: byUser }, write)
    isArmed = true
    await browser.visit(signIn)
    let data = {}
    await browser.visit(({ session }) => {
      data = { ...session }
    })
    expect(data).toEqual({ count: 1, user: 'ann' })
    await run(({ session }) => expect({ ...session }).toEqual({}))
  },
)

describe('over a store that cannot rotate, a sign-in', () => {
  const methods = ['create', 'write', 'delete'] as const

  test('puts nothing of its own under the sid that others may have planted', async () => {
    const clock = manualClock()
    const calls: { key: unknown; args: readonly unknown[] }[] = []
    const store = aroundStore(withoutRotate(memoryStore({ clock })), (_method, args, call) => {
      calls.push({ key: args[0], args })
      return call()
    })
    const { browser } = await start({ clock, store, subject: byUser }, write)
    const [created] = calls.splice(0)
    await browser.visit(signIn)
    const underPlanted = calls.filter(({ key }) => key === created?.key)
    expect(underPlanted.length).toBeGreaterThan(1)
    expect(JSON.stringify(underPlanted)).not.toContain('ann')
  })

  test.each(methods)('leaves nobody signed in under it when the next %s fails', async (failing) => {
    for (const when of ['before', 'after'] as const) {
      const clock = manualClock()
      let isArmed = false
      const inner = memoryStore({ clock })
      const store = withoutRotate(
        aroundStore(inner, (method, _args, call) => {
          if (!isArmed || method !== failing) return call()
          isArmed = false
          if (when === 'after') call()
          throw new Error('a failure of the store')
        }),
      )
      const { browser, run } = await start({ clock, store, subject: byUser }, write)
      isArmed = true
      await codeOf(browser.visit(signIn))
      await run(({ session }) => expect(session.user).toBeUndefined())
    }
  })
})

describe('maxSessions: 1', () => {
  test('leaves one of two sign-ins at once', async () => {
    for (const createStore of [
      memoryStore,
      ({ clock }: { clock: Clock }) => nextTurnStore(memoryStore({ clock })),
    ]) {
      const clock = manualClock()
      const sessions = createApp({ clock, store: createStore({ clock }), subject: byUser, maxSessions: 1 })
      const browsers = [1, 2, 3].map(() => createBrowser(sessions, clock))
      await Promise.all(browsers.map((browser) => browser.visit(signIn)))
      const views = await Promise.all(browsers.map((browser) => browser.peek()))
      expect(views.filter(({ status }) => status === 'active')).toHaveLength(1)
    }
  })

  test('ends a session that gets a new sid at that very moment', async () => {
    const clock = manualClock()
    let race: (() => Promise<unknown>) | undefined
    const store = aroundStore(
      memoryStore({ clock }),
      async (method, _args, call) => {
        const answer = await call()
        const during = method === 'list' ? race : undefined
        race = undefined
        await during?.()
        return answer
      },
      { immediate: false },
    )
    const sessions = createApp({ clock, store, subject: byUser, maxSessions: 1 })
    const [first, second] = [createBrowser(sessions, clock), createBrowser(sessions, clock)]
    await first.visit(signIn)
    clock.advance(1)
    race = () => first.visit(({ session }) => session.rotate())
    await second.visit(signIn)
    expect([(await first.peek()).status, (await second.peek()).status]).toEqual(['none', 'active'])
  })
})

describe('a store whose every write meets a conflict', () => {
  const contended = (store: SessionStore, isLate: boolean): SessionStore =>
    aroundStore(
      store,
      (method, args, call) => {
        if (method !== 'write') return isLate ? Promise.resolve(call()) : call()
        const conflict = { status: 'conflict', current: store.read(String(args[0])) }
        return isLate ? Promise.resolve(conflict) : conflict
      },
      { immediate: !isLate },
    )

  test.each([false, true])('keeps nobody waiting for ever: answers later: %s', async (isLate) => {
    const clock = manualClock()
    const store = contended(memoryStore({ clock }), isLate)
    const sessions = createApp({ clock, store, subject: byUser, maxSessions: 1 })
    const [first, second] = [createBrowser(sessions, clock), createBrowser(sessions, clock)]
    await first.visit(signIn)
    clock.advance(1)
    expect(await codeOf(second.visit(signIn))).toBe('session-conflict')
    expect(await codeOf(first.visit(({ session }) => session.regenerate()))).toBe('session-conflict')
  })
})

test('a request that is late tells of it once, whatever it does', async () => {
  const clock = manualClock()
  const events: SessionEvent[] = []
  const { browser, run } = await start(
    { clock, subject: byUser, onEvent: (event) => void events.push(event) },
    write,
  )
  await browser.visit(signIn)
  await run(({ session }) => session.touch())
  expect(events).toEqual([{ type: 'rotated-away' }])
})
