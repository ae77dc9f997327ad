import { describe, expect, test } from 'vitest'
import type { Clock, SessionStore } from '../src/index.ts'
import { memoryStore } from '../src/index.ts'
import { manualClock } from '../src/testing/index.ts'
import { byUser, createApp, type Handler, minute, type TestOptions } from './app.ts'
import { codeOf, createBrowser } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

/** As Redis Cluster is: what moves is created and left in two steps. */
function withoutRotate(clock: Clock): SessionStore {
  const store = memoryStore({ clock })
  return Object.create(store, {
    abilities: { value: { ...store.abilities, rotate: false } },
    rotate: { value: undefined },
    ...bound(store, [
      'read',
      'create',
      'write',
      'touch',
      'delete',
      'list',
      'deleteSubject',
      'count',
      'watch',
    ]),
  })
}

function bound(store: SessionStore, names: (keyof SessionStore)[]): PropertyDescriptorMap {
  return Object.fromEntries(
    names.map((name) => {
      const method: unknown = store[name]
      return [name, { value: typeof method === 'function' ? method.bind(store) : method }]
    }),
  )
}

const signIn: Handler = ({ session }) => {
  session.user = 'ann'
}

/** The ways to sign in. */
const signIns: [string, Handler][] = [
  ['by assignment', signIn],
  [
    'with a new sid first',
    async (request) => {
      await request.session.rotate()
      await signIn(request)
    },
  ],
  [
    'in a new session',
    async (request) => {
      await request.session.regenerate()
      await signIn(request)
    },
  ],
  ['by an update', ({ session }) => session.update((data) => Object.assign(data, { user: 'ann' }))],
]

describe.each([...kindsOfStore, ['a store without rotate', withoutRotate] as const])(
  'over %s',
  (_kind, createStore) => {
    function begin(options: TestOptions = {}) {
      const clock = manualClock()
      const store = createStore(clock)
      const sessions = createApp({ clock, store, subject: byUser, ...options })
      const heard: string[] = []
      return {
        clock,
        store,
        heard,
        newBrowser: () => createBrowser(sessions, clock),
        ids: async () => (await store.list?.('ann'))?.map(({ record }) => record.id),
        /** Ends all of ann's sessions while a request is between its handler and its commit. */
        beside:
          (handler: Handler): Handler =>
          async (request) => {
            await handler(request)
            await store.deleteSubject?.('ann')
          },
        async listen() {
          await store.watch?.((news) => heard.push(news.type === 'ended' ? news.id : news.type))
        },
      }
    }

    describe.each(signIns)('a sign-in %s', (how, handler) => {
      test('that began before all sessions of the user were ended is refused, and leaves nothing', async () => {
        const { store, newBrowser, ids, clock } = begin()
        const browser = newBrowser()
        const visit = browser.visit(async (request) => {
          clock.advance(minute)
          // What an update stores is stored before the handler is done.
          if (how === 'by an update') await store.deleteSubject?.('ann')
          await handler(request)
          if (how !== 'by an update') await store.deleteSubject?.('ann')
        })
        expect(await codeOf(visit)).toBe('session-revoked')
        expect([await ids(), browser.cookieHeader]).toEqual([[], undefined])
        expect((await browser.peek()).status).toBe('none')
        expect(await store.count?.()).toBe(0)
      })

      test('that began a moment later passes', async () => {
        const { store, newBrowser, ids, clock } = begin()
        await store.deleteSubject?.('ann')
        clock.advance(1)
        const browser = newBrowser()
        await browser.visit(handler)
        expect(await ids()).toHaveLength(1)
        await browser.visit(({ session }) => {
          expect(session.user).toBe('ann')
        })
      })
    })

    test('a visitor whose sign-in is refused is still the visitor they were, and may sign in again', async () => {
      const { store, newBrowser, ids, clock } = begin()
      const browser = newBrowser()
      await browser.visit(({ session }) => {
        session.cart = { book: 1 }
      })
      const refused = browser.visit(async (request) => {
        await signIn(request)
        await store.deleteSubject?.('ann')
      })
      expect(await codeOf(refused)).toBe('session-revoked')
      expect([await ids(), await store.count?.()]).toEqual([[], 1])
      await browser.visit(({ session }) => {
        expect({ ...session }).toEqual({ cart: { book: 1 } })
      })
      clock.advance(1)
      await browser.visit(signIn)
      await browser.visit(({ session }) => {
        expect({ ...session }).toEqual({ cart: { book: 1 }, user: 'ann' })
      })
    })

    test('a change of user that is refused leaves the session to whom it was', async () => {
      const { beside, newBrowser, ids } = begin()
      const browser = newBrowser()
      await browser.visit(({ session }) => {
        session.user = 'bob'
      })
      expect(await codeOf(browser.visit(beside(signIn)))).toBe('session-revoked')
      await browser.visit(({ session }) => {
        expect(session.user).toBe('bob')
      })
      expect(await ids()).toEqual([])
    })

    test('the second click of a sign-in is refused as the first is, and begins no session of its own', async () => {
      const { store, newBrowser, ids } = begin()
      const browser = newBrowser()
      await browser.visit(({ session }) => {
        session.cart = { book: 1 }
      })
      const { cookieHeader } = browser
      const second = newBrowser()
      const slow = second.visit(
        async (request) => {
          await signIn(request)
          // The first click is done meanwhile, and all sessions of the user are ended after it.
          await browser.visit(signIn)
          await store.deleteSubject?.('ann')
        },
        { cookieHeader },
      )
      expect(await codeOf(slow)).toBe('session-revoked')
      expect(await ids()).toEqual([])
      expect((await second.peek()).status).toBe('none')
    })

    test('whoever signs out their other devices goes on with their own: writes, renews, moves, and signs in again', async () => {
      const { store, newBrowser, ids, clock } = begin()
      const [own, phone] = [newBrowser(), newBrowser()]
      await own.visit(signIn)
      clock.advance(1)
      await phone.visit(signIn)
      const [key] = ((await store.list?.('ann')) ?? []).map((stored) => stored.key)
      expect(await store.deleteSubject?.('ann', key)).toBe(1)
      const before = await ids()
      await own.visit(({ session }) => {
        session.count = 1
      })
      clock.advance(2 * minute)
      await own.visit()
      await own.visit(({ session }) => session.rotate())
      await own.visit(({ session }) => session.update((data) => Object.assign(data, { count: 2 })))
      await own.visit(({ session }) => {
        expect({ ...session }).toEqual({ user: 'ann', count: 2 })
      })
      expect(await ids()).toEqual(before)
      expect((await phone.peek()).status).toBe('none')

      await own.visit(({ session }) => session.regenerate())
      for (const browser of [own, phone]) await browser.visit(signIn)
      expect(await ids()).toHaveLength(2)
    })

    test('watchers hear of a session once another takes its place, and of none that goes on', async () => {
      const { newBrowser, listen, heard, ids } = begin()
      await listen()
      const browser = newBrowser()
      await browser.visit(({ session }) => {
        session.cart = { book: 1 }
      })
      const visitor = await idOf(browser)
      expect(heard).toEqual([])
      await browser.visit(signIn)
      expect(new Set(heard)).toEqual(new Set([visitor]))
      heard.length = 0
      // Moves, and is written by another meanwhile.
      const { cookieHeader } = browser
      await browser.visit(async ({ session }) => {
        expect(session.user).toBe('ann')
        await newBrowser().visit((other) => Object.assign(other.session, { theirs: 1 }), { cookieHeader })
        await session.rotate()
      })
      expect([heard, await ids()]).toEqual([[], [await idOf(browser)]])
      const signedIn = await idOf(browser)
      await browser.visit(({ session }) => session.regenerate())
      expect(new Set(heard)).toEqual(new Set([signedIn]))
    })
  },
)

async function idOf(browser: ReturnType<typeof createBrowser>): Promise<string | undefined> {
  const view = await browser.peek()
  return view.status === 'active' ? view.id : undefined
}
