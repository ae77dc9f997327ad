import { expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { byUser, type Handler, minute, start, type TestOptions } from './app.ts'
import { codeOf, runRequest } from './browser.ts'
import { nextTurnStore } from './kinds-of-store.ts'
import { oldCookie, start as startOld } from './old-sessions.ts'

// What several effects in one request mean to the browser together.

const cleared = /^sid=; Max-Age=0;/
const begin: Handler = async (request) => {
  await request.context.load()
  request.session.count = 1
}

/** An app whose store answers as `answers` say by then, and a browser with a session that nobody has signed in to. */
async function startOver(options: TestOptions = {}) {
  const clock = manualClock()
  const answers = new Map<string, () => unknown>()
  const calls: string[] = []
  const store = aroundStore(memoryStore({ clock }), (method, _args, call) => {
    calls.push(method)
    return (answers.get(method) ?? call)()
  })
  const app = await start({ clock, store, subject: byUser, announce: 'header', ...options }, begin)
  const { cookieHeader } = app.browser
  return { ...app, clock, answers, calls, cookieHeader }
}

const gone = (): unknown => ({ status: 'gone' })
const fail = (): never => {
  throw new Error('The store fails.')
}

test.each<[string, Handler]>([
  ['a save', ({ session }) => session.save()],
  ['a new sid', ({ session }) => session.rotate()],
])('a sign-in that nothing could be stored of leaves no session, also after %s', async (_what, before) => {
  const { sessions, cookieHeader, answers } = await startOver()
  const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
  const session = context.getSession()
  if (!session) throw new Error('there is no session')
  session.count = 2
  await before({ session, unguarded: session, context })
  for (const method of ['write', 'rotate']) answers.set(method, gone)
  answers.set('create', fail)
  session.user = 'ann'
  expect(await codeOf(session.save())).toBe('store-unavailable')
  const edits = await context.editsAfterFailure({ status: 500, cacheControl: undefined })
  expect([edits.announcement, edits.setCookie]).toEqual(['none', undefined])
})

test('the cookie of a session that was ended is cleared, where the one that began after it is gone', async () => {
  const { browser, answers, sessions } = await startOver()
  const { setCookie, announcement } = await browser.visit(async ({ session, context }) => {
    await session.regenerate()
    const next = context.getSession()
    if (!next) throw new Error('there is no session')
    next.count = 2
    await next.save()
    answers.set('touch', () => undefined)
    await sessions.touch(context)
  })
  expect(setCookie).toEqual([expect.stringMatching(cleared)])
  expect(announcement).toBeUndefined()
})

test('the cookie of a session that was ended is cleared, where the one that began after it is ended too', async () => {
  const { browser } = await startOver()
  const { setCookie, announcement } = await browser.visit(async ({ session, context }) => {
    await session.regenerate()
    await context.getSession()?.destroy()
  })
  expect(setCookie).toEqual([expect.stringMatching(cleared)])
  expect(announcement).toBe('none')
})

test('a request with a replaced sid that asks for a new one gets what it has stored, though that fails', async () => {
  const { browser, sessions, cookieHeader, answers } = await startOver()
  await browser.visit(({ session }) => session.rotate())
  const { setCookie } = await runRequest(
    sessions,
    async ({ session }) => {
      session.count = 2
      await session.save()
      for (const method of ['write', 'rotate']) answers.set(method, fail)
      expect(await codeOf(session.rotate())).toBe('store-unavailable')
    },
    { cookieHeader },
  )
  expect(setCookie).toEqual([expect.stringMatching(/^sid=\w/)])
})

test('a session that is unset and kept has its wrong marker left alone, also after a save', async () => {
  const { sessions, cookieHeader } = await startOver({ announce: true, unset: 'keep' })
  const [sid] = cookieHeader?.split('; ') ?? []
  const { setCookie } = await runRequest(
    sessions,
    async (request) => {
      request.session.count = 2
      await request.session.save()
      request.session = null
    },
    { cookieHeader: `${sid}; sid-stay=another` },
  )
  expect(setCookie).toBeUndefined()
})

test('of several cookies the live one is found, whatever comes from express-session beside them', async () => {
  const { sessions, calls, cookieHeader } = await startOver({
    rolling: false,
    lazy: true,
    announce: 'header',
    adopt: { secret: 'keyboard cat', store: { get: (_sid, done) => done(null), set: fail, destroy: fail } },
  })
  calls.length = 0
  const several = `${cookieHeader}; sid=another; ${oldCookie('old-sid')}`
  await runRequest(sessions, () => {}, { cookieHeader: several })
  expect(calls).toContain('read')
})

test('an endpoint that renews a session taken over gives the browser its cookie, whatever the response says', async () => {
  const { sessions, cookieHeader } = await startOld({ cookie: { maxAge: 20 * minute } })
  const { setCookie } = await runRequest(
    sessions,
    async ({ context }) => {
      await sessions.touch(context)
    },
    { cookieHeader, cacheControl: 'public' },
  )
  expect(setCookie).toEqual([expect.stringMatching(/^sid=\w/)])
})

test('a lifetime that others gave the session meanwhile is not taken for the own one', async () => {
  const { run, clock } = await startOver()
  clock.advance(2 * minute)
  const edits = await run(async ({ session }) => {
    expect(session.cookie.maxAge).toBeNull()
    await run((other) => {
      other.session.cookie.maxAge = 10 * minute
    })
    clock.advance(2 * minute)
  })
  expect(edits.announcement).toMatch(/^active/)
})

test('a commit that was done ahead, of a request that is no activity, reads no data for it', async () => {
  const { browser } = await startOver({ saveUninitialized: true })
  const ahead: Handler = async ({ context }) => {
    await context.savedView()
  }
  expect((await browser.visit(ahead, { canSetCookie: false })).vary).toBeUndefined()
})

test('what is stored after an end that the handler did not wait for is not told', async () => {
  const clock = manualClock()
  const store = nextTurnStore(memoryStore({ clock }))
  const { browser, sessions } = await start(
    { clock, store, announce: 'header', saveUninitialized: true },
    begin,
  )
  const { setCookie, announcement } = await browser.visit(({ session, context }) => {
    void session.regenerate()
    void sessions.end(context)
  })
  expect(setCookie).toEqual([expect.stringMatching(cleared)])
  expect(announcement).toBe('none')
})
