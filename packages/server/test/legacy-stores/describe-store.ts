import { afterEach, describe, expect, test, vi } from 'vitest'
import { legacyStore } from '../../src/store/legacy.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { type App, startApp } from './app.ts'
import { type Backend, newPlace } from './backend.ts'
import { type Host, withCreateSessions, withDropIn, withExpressSession } from './hosts.ts'
import { expressSession } from './session-module.ts'

export interface StoreFacts {
  /** Cases of the suite that the store cannot keep, each with the reason. */
  readonly unproven?: Readonly<Record<string, string>>
  /** Whether it tells by its database's clock what is over, which no test can set. */
  readonly asksDatabaseForTime?: boolean
}

/** Tests a store of express-session behind everything that takes one. */
export function describeStore(name: string, backend: Backend, facts: StoreFacts = {}): void {
  const { unproven = {}, asksDatabaseForTime = false } = facts
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

    describe.each([withCreateSessions, withDropIn])('serves $name', (host) => {
      test('a sign-in, reads, a touch, a change, a restart and a sign-out', () =>
        inPlace(host, backend, async (app, restart) => {
          const browser = { cookie: '' }
          expect(await app.visit(browser, '/sign-in/ann')).toEqual({ status: 200, data: { user: 'ann' } })
          expect(await app.visit(browser, '/look')).toEqual({ status: 200, data: { user: 'ann' } })
          expect(await app.visit(browser, '/touch')).toEqual({ status: 200, data: { user: 'ann' } })
          expect(await app.visit(browser, '/set/dark')).toMatchObject({ status: 200 })
          const restarted = await restart()
          const kept = { status: 200, data: { user: 'ann', dark: true } }
          expect(await restarted.visit(browser, '/look')).toEqual(kept)
          const { cookie } = browser
          expect(await restarted.visit(browser, '/sign-out')).toEqual({ status: 200, data: {} })
          expect(await restarted.visit({ cookie }, '/look')).toEqual({ status: 200, data: {} })
        }))

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
          expect(await app.visit({ cookie }, '/look')).toMatchObject({ status: 200, data: {} })
        }))
    })

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
