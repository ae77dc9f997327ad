import { describe, expect, test } from 'vitest'
import { sealedCookie } from '../src/create-sessions/sealed-cookie.ts'
import expressSession from '../src/express-session/index.ts'
import { type Clock, createSessions, memoryStore, type SessionStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { byUser, createApp, type Data, type Handler, secret, type TestOptions } from './app.ts'
import { codeOf, createBrowser } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

const signIn: Handler = ({ session }) => {
  session.user = 'ann'
}

function begin(createStore: (clock: Clock) => SessionStore, options: TestOptions = {}) {
  const clock = manualClock()
  const store = countingStore(createStore(clock))
  const sessions = createApp({ clock, store, subject: byUser, ...options })
  return {
    clock,
    store,
    sessions,
    signedIn: async () => {
      const browser = createBrowser(sessions, clock)
      await browser.visit(signIn)
      clock.advance(1)
      return browser
    },
  }
}

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  test('revoke() ends all sessions of a user, and of nobody else', async () => {
    const { sessions, signedIn, clock } = begin(createStore)
    const [one, other] = [await signedIn(), await signedIn()]
    const bob = createBrowser(sessions, clock)
    await bob.visit(({ session }) => Object.assign(session, { user: 'bob' }))
    expect(await sessions.revoke('ann')).toBe(2)
    const views = await Promise.all([one, other, bob].map((browser) => browser.peek()))
    expect(views.map(({ status }) => status)).toEqual(['none', 'none', 'active'])
    expect(await sessions.revoke('ann')).toBe(0)
  })

  test('a session that is excepted goes on, with what its request has changed', async () => {
    const { sessions, signedIn } = begin(createStore)
    const [own, phone] = [await signedIn(), await signedIn()]
    await own.visit(async ({ session, unguarded }) => {
      session.count = 1
      expect(await sessions.revoke('ann', { except: unguarded })).toBe(1)
      session.log = ['changed the password']
    })
    await own.visit(({ session }) => {
      expect({ ...session }).toEqual({ user: 'ann', count: 1, log: ['changed the password'] })
    })
    expect((await phone.peek()).status).toBe('none')
  })

  test('whoever signs in and ends all other sessions in one request is signed in', async () => {
    const { sessions, signedIn, clock } = begin(createStore)
    const phone = await signedIn()
    const own = createBrowser(sessions, clock)
    await own.visit(async (request) => {
      await signIn(request)
      expect(await sessions.revoke('ann', { except: request.unguarded })).toBe(1)
    })
    await own.visit(({ session }) => expect(session.user).toBe('ann'))
    expect((await phone.peek()).status).toBe('none')
  })

  test('the other way round the sign-in is refused, as every one that began before', async () => {
    const { sessions, clock } = begin(createStore)
    const own = createBrowser(sessions, clock)
    const visit = own.visit(async (request) => {
      await sessions.revoke('ann')
      await signIn(request)
    })
    expect(await codeOf(visit)).toBe('session-revoked')
  })
})

test('a session that is stored as it is costs no write', async () => {
  const { sessions, signedIn, store } = begin((clock) => memoryStore({ clock }))
  const own = await signedIn()
  store.calls.length = 0
  await own.visit(({ unguarded }) => sessions.revoke('ann', { except: unguarded }))
  expect(store.calls.map(({ method }) => method)).toEqual(['read', 'deleteSubject'])
})

describe('revoke() is refused', () => {
  const withStore = (clock: Clock): SessionStore => memoryStore({ clock })
  const invalid = (text: string) => ({ code: 'option-invalid', message: expect.stringContaining(text) })

  test('without the option `subject`', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock, store: withStore(clock) })
    await expect(sessions.revoke('ann')).rejects.toEqual(expect.objectContaining(invalid('`subject`')))
  })

  test('over a store that does not know whose its sessions are, and where there is none', async () => {
    const clock = manualClock()
    const store = Object.create(
      aroundStore(withStore(clock), (_method, _args, call) => call()),
      {
        deleteSubject: { value: undefined },
      },
    )
    const subject = byUser
    for (const sessions of [
      createApp({ clock, store, subject }),
      createSessions<undefined>({
        store: sealedCookie({ secret }),
        secret,
        subject: (data: Data) => data.user,
      }),
    ]) {
      await expect(sessions.revoke('ann')).rejects.toMatchObject(invalid('ability `subjects`'))
    }
  })

  test('by the drop-in, whose stores know nobody’s sessions', async () => {
    const sessions = expressSession({ secret, resave: false, saveUninitialized: false }).sessions
    await expect(sessions.revoke('ann')).rejects.toMatchObject(invalid('express-session'))
  })

  test('for what is no subject: it would sign nobody out', async () => {
    const { sessions } = begin(withStore)
    for (const wrong of [7, undefined, null, {}]) {
      await expect(Reflect.apply(sessions.revoke, sessions, [wrong])).rejects.toMatchObject(
        invalid('a string'),
      )
    }
  })

  test('except what is no session, and then ends nothing', async () => {
    const { sessions, signedIn } = begin(withStore)
    const own = await signedIn()
    for (const except of [{ user: 'ann' }, null, 'ann']) {
      const call = Reflect.apply(sessions.revoke, sessions, ['ann', { except }])
      await expect(call).rejects.toMatchObject(invalid('req.session'))
    }
    expect((await own.peek()).status).toBe('active')
  })

  test('except a session that this request has ended, and then ends nothing', async () => {
    const { sessions, signedIn } = begin(withStore)
    const [own, phone] = [await signedIn(), await signedIn()]
    const visit = own.visit(async ({ unguarded }) => {
      await unguarded.destroy()
      await sessions.revoke('ann', { except: unguarded })
    })
    expect(await codeOf(visit)).toBe('session-gone')
    expect((await phone.peek()).status).toBe('active')
  })
})
