import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { memoryStore, type SessionEvent } from '../src/index.ts'
import { manualClock } from '../src/testing/index.ts'
import { byUser, createApp, hour } from './app.ts'
import { createBrowser, runRequest } from './browser.ts'
import {
  type Answer,
  cleared,
  dataIn,
  failing,
  isKept,
  keep,
  old,
  oldCookie,
  oldSecret,
  start,
  userOf,
} from './old-sessions.ts'

describe('what was taken over and has ended is not taken over again', () => {
  test('when it was ended elsewhere, before the new cookie came back', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock })
    const { sessions, cookieHeader } = await start({ clock, store, subject: byUser })
    expect(await userOf(sessions, cookieHeader)).toBe('ann')
    await store.deleteSubject('ann')
    expect(await userOf(sessions, cookieHeader)).toBeUndefined()
  })

  test('when nobody moved for too long, and the browser only knows the old cookie', async () => {
    const { clock, sessions, cookieHeader } = await start({ idleTimeout: hour })
    expect(await userOf(sessions, cookieHeader)).toBe('ann')
    clock.advance(hour)
    expect(await userOf(sessions, cookieHeader)).toBeUndefined()
  })

  test('when the sign-out does not bring the old cookie', async () => {
    const { sessions, browser, cookieHeader } = await start()
    await browser.visit()
    const ours = browser.cookieHeader?.split('; ').at(-1)
    await runRequest(sessions, ({ session }) => session.destroy(), { cookieHeader: ours })
    expect(await userOf(sessions, cookieHeader)).toBeUndefined()
  })

  test('when a WebSocket ended it, whose answer carries no cookie', async () => {
    const { sessions, cookieHeader } = await start()
    const context = sessions.context({
      cookieHeader,
      path: '/',
      isSecure: false,
      canSetCookie: false,
      raw: {},
    })
    await context.load()
    await context.getSession()?.destroy()
    expect(await userOf(sessions, cookieHeader)).toBeUndefined()
  })

  test('by a request that was reading the old session when another signed out', async () => {
    let hold = false
    let release = (): void => {}
    const get = (sid: string, answer: Answer): void =>
      void old.get(sid, (error, session) => {
        const reply = (): void => answer(error, session as object)
        if (!hold) return reply()
        hold = false
        release = reply
      })
    const adopt = { secret: oldSecret, store: failing({ get }) }
    const first = await start({ adopt, store: memoryStore() })
    const store = memoryStore({ clock: first.clock })
    const here = createApp({ clock: first.clock, adopt, store })
    const elsewhere = createApp({ clock: first.clock, adopt, store })
    hold = true
    const slow = userOf(here, first.cookieHeader)
    await runRequest(elsewhere, ({ session }) => session.destroy(), { cookieHeader: first.cookieHeader })
    release()
    expect(await slow).toBeUndefined()
    expect(store.count()).toBe(0)
  })
})

describe('beside a session of ours', () => {
  test('what express-session began later is taken over, as after a roll-back', async () => {
    const { clock, sessions } = await start({ subject: byUser })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.count = 1
    })
    browser.keep({ setCookie: [oldCookie('old-sid')] })
    expect(await dataIn(browser)).toEqual({ user: 'ann', cart: { tea: 1 } })
    expect(await dataIn(browser)).toEqual({ user: 'ann', cart: { tea: 1 } })
  })

  test('nothing is taken over from somebody who is signed in', async () => {
    const { clock, sessions } = await start({ subject: byUser })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'bob'
    })
    browser.keep({ setCookie: [oldCookie('old-sid')] })
    expect(await dataIn(browser)).toEqual({ user: 'bob' })
    expect(await isKept('old-sid')).toBe(true)
  })

  test('nothing is taken over where `subject` does not tell whether ours is signed in', async () => {
    const { clock, sessions } = await start()
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'bob'
    })
    // Planted, from a neighbouring subdomain: the attacker's own old session.
    browser.keep({ setCookie: [oldCookie('old-sid')] })
    expect(await dataIn(browser)).toEqual({ user: 'bob' })
    expect(await dataIn(browser)).toEqual({ user: 'bob' })
    expect(await isKept('old-sid')).toBe(true)
  })

  test('an old cookie without a session is taken back', async () => {
    const { sessions } = await start()
    const { setCookie } = await runRequest(sessions, () => {}, { cookieHeader: oldCookie('unknown') })
    expect(setCookie).toEqual([cleared])
  })

  test('the old cookie is taken back as its name demands', async () => {
    const { sessions, cookieHeader } = await start({
      adopt: { secret: oldSecret, store: old, name: '__Host-old' },
    })
    const renamed = cookieHeader.replace('connect.sid', '__Host-old').replace('old-sid', 'unknown')
    await keep('gone', {})
    const signed = oldCookie('nobody').replace('connect.sid', '__Host-old')
    expect(renamed).not.toBe(signed)
    const { setCookie } = await runRequest(sessions, () => {}, { cookieHeader: signed })
    expect(setCookie).toEqual([`${cleared.replace('connect.sid', '__Host-old')}; Secure`])
  })

  test('by the same name is refused at start-up', () => {
    const adopt = { secret: oldSecret, store: old }
    expect(() => createApp({ adopt, name: 'connect.sid' })).toThrow('adopt.name')
    expect(() => createApp({ adopt: { ...adopt, name: 'sid' } })).toThrow('adopt.name')
    expect(() => createApp({ adopt: { ...adopt, name: 'sid' }, name: 'other' })).not.toThrow()
  })
})

describe('old data that cannot be ours', () => {
  const listen = () => {
    const events: SessionEvent[] = []
    return { events, onEvent: (event: SessionEvent) => void events.push(event) }
  }
  const store = (data: object) => failing({ get: (_sid: string, answer: Answer) => answer(null, data) })

  test.each([
    ['a name of ours', { cookie: {}, expiresAt: 1 }, 'reserved-key'],
    ['no cookie', { user: 'ann' }, 'record-invalid'],
  ])('lock nobody out: %s', async (_name, data, code) => {
    const { events, onEvent } = listen()
    const { sessions, cookieHeader } = await start({
      adopt: { secret: oldSecret, store: store(data) },
      onEvent,
    })
    const { setCookie } = await runRequest(sessions, () => {}, { cookieHeader })
    expect(setCookie).toBeUndefined()
    expect(events).toMatchObject([{ type: 'not-adopted', error: { code } }])
    expect(await isKept('old-sid')).toBe(true)
  })

  test('are made to fit by the app', async () => {
    const { browser } = await start({
      adopt: {
        secret: oldSecret,
        store: old,
        data({ id, ...data }: { id?: unknown }) {
          return { ...data, accountId: id }
        },
      },
    })
    await keep('old-sid', { id: 7, user: 'ann' })
    expect(await dataIn(browser)).toEqual({ user: 'ann', accountId: 7 })
  })

  test('are judged by the schema as a record of ours is', async () => {
    const schema = z.looseObject({ user: z.string().optional(), count: z.number().default(0) })
    const repair = (data: unknown) => ({ user: Reflect.get(Object(data), 'user') })
    await keep('old-sid', { user: 'ann', count: 'many' })
    const { browser } = await start({ schema: schema as never, onInvalid: repair })
    await keep('old-sid', { user: 'ann', count: 'many' })
    expect(await dataIn(browser)).toEqual({ user: 'ann', count: 0 })
  })
})

describe('taking over', () => {
  test('keeps to the number of sessions that a subject may have', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock })
    const { sessions } = await start({ clock, store, subject: byUser, maxSessions: 1 })
    for (const sid of ['one', 'two', 'three']) {
      await keep(sid, { user: 'ann' })
      await userOf(sessions, oldCookie(sid))
    }
    expect(store.list('ann')).toHaveLength(1)
  })

  test('is no outage, however many requests come at once', async () => {
    const events: SessionEvent[] = []
    const { sessions, cookieHeader } = await start({ onEvent: (event) => void events.push(event) })
    const users = await Promise.all([1, 2, 3, 4].map(() => userOf(sessions, cookieHeader)))
    expect(users).toEqual(['ann', 'ann', 'ann', 'ann'])
    expect(events).toEqual([])
  })

  test('leads to one session on servers whose own secrets are not the same yet', async () => {
    const { clock, cookieHeader } = await start()
    const store = memoryStore({ clock })
    const adopt = { secret: oldSecret, store: old }
    const [before, after] = [
      'the secret that all servers have had so far',
      'the secret that they get one by one',
    ]
    const oldServer = createApp({ clock, store, adopt, secret: [before] })
    const newServer = createApp({ clock, store, adopt, secret: [after, before] })
    const browser = createBrowser(newServer, clock)
    browser.keep({ setCookie: [cookieHeader] })
    await browser.visit(({ session }) => {
      session.count = 1
    })
    const late = createBrowser(oldServer, clock)
    late.keep({ setCookie: [cookieHeader] })
    expect(await dataIn(late)).toMatchObject({ user: 'ann', count: 1 })
  })

  test('waits for no old store once the browser has the new cookie', async () => {
    const store = failing({})
    const { browser } = await start({ adopt: { secret: oldSecret, store } })
    await browser.visit()
    Object.assign(store, { get: () => {}, destroy: () => {} })
    expect(await dataIn(browser)).toMatchObject({ user: 'ann' })
  })
})
