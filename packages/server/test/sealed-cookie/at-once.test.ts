import { describe, expect, test } from 'vitest'
import { minute } from '../app.ts'
import { codeOf, runRequest } from '../browser.ts'
import { cookiesSet, startSealed } from './app.ts'

type App = ReturnType<typeof startSealed>
type Handler = Parameters<App['browser']['visit']>[0]

/** Another request of the same browser that came before `handler`'s ends while it is under way; it is answered after that. */
async function overtaken({ browser, sessions }: App, fast: Handler, slow: NonNullable<Handler>) {
  const { cookieHeader } = browser
  return runRequest(
    sessions,
    async (request) => {
      // It has loaded the session.
      void request.session.user
      await browser.visit(fast)
      await slow(request)
    },
    { cookieHeader },
  )
}

async function start(): Promise<App> {
  const app = startSealed()
  await app.browser.visit(({ session }) => Object.assign(session, { user: 'ann' }))
  // A renewal is due.
  app.clock.advance(10 * minute)
  return app
}

const write = ({ session }: { session: object }): object => Object.assign(session, { count: 1 })
const read = ({ session }: { session: { user?: string } }): void => expect(session.user).toBe('ann')

describe('a slower request, in the process that answered the faster one', () => {
  test('that only reads does not undo what the faster one wrote by a renewal', async () => {
    const app = await start()
    expect(await overtaken(app, write, read)).not.toHaveProperty('setCookie')
    expect(await app.data()).toEqual({ user: 'ann', count: 1 })
  })

  test.each([
    ['never looks', () => {}],
    ['reads', read],
  ])('that comes after it and %s does not either', async (_name, handler) => {
    const app = await start()
    const { cookieHeader } = app.browser
    await app.browser.visit(write)
    for (const _ of [1, 2]) {
      const edits = await runRequest(app.sessions, handler, { cookieHeader })
      expect(edits).not.toHaveProperty('setCookie')
    }
  })

  test('that the browser sends again with the old cookie, for it never got the new one, renews it later', async () => {
    const app = await start()
    const { cookieHeader } = app.browser
    await app.browser.visit(write)
    app.clock.advance(minute)
    expect(cookiesSet(await runRequest(app.sessions, undefined, { cookieHeader }))).toHaveProperty('sid')
  })

  test.each([
    ['destroys', ({ session }: { session: { destroy(): Promise<void> } }) => session.destroy()],
    ['signs in anew in', ({ session }: { session: object }) => Object.assign(session, { user: 'bob' })],
    [
      'regenerates',
      async (request: { session: { regenerate(): Promise<void> } }) => {
        await request.session.regenerate()
        Object.assign(request.session, { count: 5 })
      },
    ],
  ])(
    'writes nothing into a session that the faster one %s, and does not bring it back',
    async (_name, fast) => {
      for (const slow of [read, write]) {
        const app = await start()
        const code = await codeOf(
          overtaken(app, fast, slow).then((edits) => expect(edits).not.toHaveProperty('setCookie')),
        )
        expect(code).toBe(slow === write ? 'session-gone' : undefined)
        const { cookieHeader } = app.browser
        expect(cookieHeader === undefined).toBe(_name === 'destroys')
      }
    },
  )

  test('that signs in itself gets a session of its own', async () => {
    const app = startSealed()
    await app.browser.visit(write)
    const signIn = ({ session }: { session: object }): object => Object.assign(session, { user: 'ann' })
    const edits = await overtaken(app, ({ session }) => session.destroy(), signIn)
    app.browser.keep(edits)
    expect(await app.data()).toEqual({ user: 'ann' })
  })
})

test('the request that signs in goes on with its own session after its headers have left', async () => {
  const { browser } = startSealed()
  await browser.visit(write)
  await browser.visit(({ session }) => Object.assign(session, { user: 'ann' }), {
    async afterHeaders({ session, context }) {
      await session.reload()
      expect(context.getSession()).toMatchObject({ user: 'ann', count: 1 })
    },
  })
})
