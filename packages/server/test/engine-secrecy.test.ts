import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { memoryStore, type SessionEvent } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { byUser, createApp, type Handler, start, type TestOptions } from './app.ts'
import { createBrowser } from './browser.ts'

/** What goes wrong, by the code it goes wrong with. */
const mishaps: Record<
  string,
  { options?: TestOptions; handler: Handler; isBroken?: boolean; isRevoked?: boolean }
> = {
  'reserved-key': { handler: ({ session }) => Object.assign(session, { save: 1 }) },
  'not-json': { handler: ({ session }) => Object.assign(session, { at: () => {} }) },
  'option-invalid': { handler: ({ session }) => Reflect.apply(session.update, session, [async () => {}]) },
  'store-unavailable': { handler: ({ session }) => session.save(), isBroken: true },
  'session-gone': {
    handler: async ({ session, context }) => {
      await context.endView()
      await session.save()
    },
  },
  'session-revoked': {
    handler: ({ session }) => Object.assign(session, { user: 'bob' }),
    isRevoked: true,
  },
  'headers-sent': {
    handler: async ({ session, context }) => {
      await context.commit({ status: 200, cacheControl: undefined })
      await session.rotate()
    },
  },
  'insecure-connection': {
    options: { cookie: { secure: true } },
    handler: ({ session }) => session.rotate(),
  },
}

test.each(Object.entries(mishaps))(
  'an error of code %s tells no session ID, nor does an event',
  async (code, mishap) => {
    const { options, handler, isBroken = false, isRevoked = false } = mishap
    const events: SessionEvent[] = []
    let fails = false
    const clock = manualClock()
    const store = aroundStore(
      memoryStore({ clock }),
      async (_method, args, call) => {
        // As drivers do, with what they were asked in the message.
        if (fails) throw new Error(`refused: ${inspect(args)}`)
        return call()
      },
      { immediate: false },
    )
    const sessions = createApp({
      clock,
      store,
      subject: byUser,
      onEvent: (event) => events.push(event),
      ...options,
    })
    const browser = createBrowser(sessions, clock, { isSecure: true })
    await browser.visit(({ session }) => Object.assign(session, { user: 'ann' }))
    const [, sid = '', signature = ''] = /=([^.]+)\.(.+)$/.exec(browser.cookieHeader ?? '') ?? []
    expect([sid.length, signature.length]).toEqual([32, 43])

    const isSecure = code !== 'insecure-connection'
    const attempt: Handler = async (visited) => {
      fails = isBroken
      await handler(visited)
      if (isRevoked) await store.deleteSubject?.('bob')
    }
    const failure: unknown = await browser.visit(attempt, { isSecure }).catch((error: unknown) => error)

    expect(failure).toMatchObject({ code })
    const told = inspect([failure, events], { depth: 10, showHidden: true })
    expect(told).not.toContain(sid)
    expect(told).not.toContain(signature)
  },
)

test('a conflict is told by its path alone', async () => {
  const events: SessionEvent[] = []
  const { browser, run } = await start({ onEvent: (event) => events.push(event) })
  await run(async ({ session }) => {
    session.count = 1
    await browser.visit(({ session }) => Object.assign(session, { count: 2 }))
  })
  expect(events).toEqual([{ type: 'conflict', path: ['count'] }])
})
