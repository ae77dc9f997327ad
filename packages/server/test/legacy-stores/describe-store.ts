import { afterEach, describe, expect, test, vi } from 'vitest'
import { type LegacyCalls, legacyCalls } from '../../src/store/legacy/calls.ts'
import { legacyStore } from '../../src/store/legacy.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { day, hour, second } from '../durations.ts'
import { type App, startApp } from './app.ts'
import { type Backend, newPlace } from './backend.ts'
import { type Host, withCreateSessions, withDropIn, withExpressSession } from './hosts.ts'
import { expressSession } from './session-module.ts'

export interface StoreFacts {
  /** Cases of the suite that the store cannot keep, each with the reason. */
  readonly unproven?: Readonly<Record<string, string>>
  /** Whether it tells by its database's clock what is over, which no test can set. */
  readonly asksDatabaseForTime?: boolean
  /** Whether it keeps every session for the same time, whatever its cookie says. */
  readonly hasTimeOfItsOwn?: boolean
  /** Whether express-session itself cannot take it. */
  readonly isTakenHereOnly?: boolean
}

/** Tests a store of express-session behind everything that takes one. */
export function describeStore(name: string, backend: Backend, facts: StoreFacts = {}): void {
  const { unproven = {}, asksDatabaseForTime, hasTimeOfItsOwn, isTakenHereOnly } = facts
  describe(name, () => {
    describe('keeps the specification of stores', () => {
      const closing: (() => unknown)[] = []

      afterEach(async () => {
        vi.useRealTimers()
        for (const close of closing.splice(0)) await close()
      })

      const cases = storeCases(async (clock) => {
        // The store tells by the machine's clock what is over.
        if (!asksDatabaseForTime) vi.useFakeTimers({ toFake: ['Date'], now: clock.now() })
        const { store, close } = await backend.open(expressSession, newPlace())
        closing.push(close)
        return legacyStore(store, { clock })
      })
      test('but for cases that there are', () => {
        expect(cases.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(unproven)))
      })

      test.each(cases.filter(({ name }) => !(name in unproven)))('$name', ({ run }) => run())
    })

    const { timeLeft } = backend
    if (timeLeft !== undefined) {
      test('is told how long a session lasts', () =>
        withLongSession(backend, async (_inner, place) => {
          const left = await timeLeft(place, 'slong')
          expect(left).toBeGreaterThan(10 * day - 1_000)
          expect(left).toBeLessThan(10 * day + 5_000)
        }))
    } else if (!hasTimeOfItsOwn) {
      test('keeps a session as long as it lasts, and no longer', () =>
        withLongSession(backend, async (inner) => {
          const start = Date.now()
          vi.setSystemTime(start + 10 * day - second)
          expect(await inner.get('slong')).toBeDefined()
          vi.setSystemTime(start + 10 * day + 5 * second)
          expect(await inner.get('slong')).toBeUndefined()
        }))
    }

    describe.each([withCreateSessions, withDropIn])('serves $name', (host) => {
      test('a sign-in, reads, a touch, a reload, a change, a restart and a sign-out', () =>
        inPlace(host, backend, async (app, restart) => {
          const browser = { cookie: '' }
          await app.visit(browser, '/set/guest')
          await app.visit(browser, '/sign-in/ann')
          const signedIn = { status: 200, data: { guest: true, user: 'ann' } }
          expect(await app.visit(browser, '/look')).toEqual(signedIn)
          expect(await app.visit(browser, '/touch')).toEqual(signedIn)
          expect(await app.visit(browser, '/reload')).toEqual(signedIn)
          expect(await app.visit(browser, '/set/dark')).toMatchObject({ status: 200 })
          const restarted = await restart()
          const kept = { status: 200, data: { guest: true, user: 'ann', dark: true } }
          expect(await restarted.visit(browser, '/look')).toEqual(kept)
          const { cookie } = browser
          expect(await restarted.visit(browser, '/sign-out')).toEqual({ status: 200, data: {} })
          expect(await restarted.visit({ cookie }, '/look')).toEqual({ status: 200, data: {} })
        }))

      if (timeLeft === undefined && !hasTimeOfItsOwn) {
        test('a session that every visit renews', () =>
          inPlace(host, backend, async (app) => {
            vi.useFakeTimers({ toFake: ['Date'] })
            const start = Date.now()
            const browser = { cookie: '' }
            await app.visit(browser, '/sign-in/ann')
            for (const hours of [0.7, 1.4, 2.1]) {
              vi.setSystemTime(start + hours * hour)
              expect((await app.visit(browser, '/look')).data).toEqual({ user: 'ann' })
            }
            vi.setSystemTime(start + 3.2 * hour)
            expect((await app.visit(browser, '/look')).data).toEqual({})
          }).finally(() => vi.useRealTimers()))
      }

      test('two changes at the same time, and loses none', () =>
        inPlace(host, backend, async (app) => {
          const browser = { cookie: '' }
          await app.visit(browser, '/sign-in/ann')
          await app.overlap(browser, '/set/dark', () => app.visit(browser, '/set/large'))
          const { data } = await app.visit(browser, '/look')
          expect(data).toEqual({ user: 'ann', dark: true, large: true })
        }))

      test('a sign-out that no slower request undoes', () =>
        inPlace(host, backend, async (app) => {
          const browser = { cookie: '' }
          await app.visit(browser, '/sign-in/ann')
          const { cookie } = browser
          await app.overlap({ cookie }, '/set/dark', () => app.visit({ cookie }, '/sign-out'))
          expect(await app.visit({ cookie }, '/look')).toEqual({ status: 200, data: {} })
        }))
    })

    if (isTakenHereOnly) return

    test('carries a user from express-session to the drop-in, and back', () =>
      inPlace(withExpressSession, backend, async (app, restart) => {
        const browser = { cookie: '' }
        await app.visit(browser, '/sign-in/ann')
        const deployed = await restart(withDropIn)
        expect((await deployed.visit(browser, '/set/dark')).data).toEqual({ user: 'ann', dark: true })
        const rolledBack = await restart(withExpressSession)
        expect((await rolledBack.visit(browser, '/set/large')).data).toEqual({
          user: 'ann',
          dark: true,
          large: true,
        })
      }))
  })
}

/** Stores a session of ten days, more than what stores give to one that tells nothing. */
async function withLongSession(
  backend: Backend,
  run: (inner: LegacyCalls, place: string) => Promise<void>,
): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'] })
  const place = newPlace()
  const { store, close } = await backend.open(expressSession, place)
  const now = Date.now()
  const lifetime = { expiresAt: now + 10 * day, endsAt: null, idleTimeout: 10 * day, persistent: true }
  try {
    await legacyStore(store).create('long', {
      id: 'stay',
      data: '{}',
      createdAt: now,
      subject: null,
      ...lifetime,
    })
    await run(legacyCalls(store), place)
  } finally {
    vi.useRealTimers()
    await close()
  }
}

/** Runs an app in a new place; `restart` ends it and starts another there. */
async function inPlace(
  host: Host,
  backend: Backend,
  run: (app: App, restart: (host?: Host) => Promise<App>) => Promise<void>,
): Promise<void> {
  const place = newPlace()
  let app = await startApp(host, backend, place)
  try {
    await run(app, async (next = host) => {
      await app.close()
      app = await startApp(next, backend, place)
      return app
    })
  } finally {
    await app.close()
  }
}
