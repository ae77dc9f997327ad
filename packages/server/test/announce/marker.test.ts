import { describe, expect, test } from 'vitest'
import { cookieValues } from '../../src/cookie/parse.ts'
import { memoryStore } from '../../src/index.ts'
import { aroundStore } from '../../src/testing/around-store.ts'
import { manualClock } from '../../src/testing/index.ts'
import { byUser, createApp, type Handler, minute, start, type TestOptions } from '../app.ts'
import { createBrowser, runRequest } from '../browser.ts'
import { readSetCookie } from '../cookie-jar.ts'
import { cleared, old, oldSecret, start as startOld } from '../old-sessions.ts'

const signIn: Handler = ({ session }) => {
  session.user = 'ann'
}

/** The two cookies of a sign-in, without their values and without what scripts are kept from. */
async function attributes(options: TestOptions, isSecure: boolean): Promise<string[]> {
  const sessions = createApp({ announce: true, ...options })
  const { setCookie = [] } = await runRequest(sessions, signIn, { isSecure, path: '/app' })
  return setCookie.map((text) => text.replace(/=[^;]*/, '').replace('; HttpOnly', ''))
}

test.each<TestOptions>([
  {},
  { name: 'app' },
  { cookie: { domain: 'example.com', path: '/app', sameSite: 'strict' } },
  { cookie: { partitioned: true, sameSite: 'none', secure: true, priority: 'high' } },
  { cookie: { maxAge: 20 * minute, httpOnly: false } },
])('the marker is sent wherever the session cookie is: %o', async (options) => {
  for (const isSecure of [true, false]) {
    if (options.cookie && 'secure' in options.cookie && !isSecure) continue
    const [cookie = '', marker] = await attributes(options, isSecure)
    expect(marker).toBe(cookie.replace(/^[^;]*/, (name) => `${name}-stay`))
  }
})

test('neither cookie is taken for the other', () => {
  const header = 'sid-stay=a; sid=b; __Host-sid-stay=c; __Host-sid=d'
  for (const [name, value] of [
    ['sid', 'b'],
    ['sid-stay', 'a'],
    ['__Host-sid', 'd'],
    ['__Host-sid-stay', 'c'],
  ] as const)
    expect(cookieValues(header, name)).toEqual([value])
})

test('a touch shows and names the stay that middleware before has signed in', async () => {
  const { sessions, browser } = await start({ announce: true, subject: byUser }, ({ session }) => {
    session.count = 1
  })
  const { cookieHeader } = browser
  const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
  await context.load()
  Object.assign(context.getSession() ?? {}, { user: 'ann' })
  const view = await sessions.touch(context)
  const { announcement, setCookie = [] } = await context.commit({ status: 200, cacheControl: 'no-store' })
  if (view.status !== 'active') throw new Error('It is over.')
  expect(announcement).toBe(`active; id=${view.id}; max-age=${view.maxAge}`)
  expect(readSetCookie(setCookie[1] ?? '').value).toBe(view.id)
})

describe('what is announced is the stay as it is stored in the end', () => {
  const begin = async (first?: Handler) => {
    const clock = manualClock()
    const memory = memoryStore({ clock })
    const after = { touch: (_key: string): void => {} }
    const store = aroundStore(memory, (method, [key], call) => {
      const answer = call()
      if (method === 'touch') after.touch(String(key))
      return answer
    })
    const cookie = { maxAge: 20 * minute }
    const app = await start({ clock, store, cookie, announce: true, subject: byUser }, first)
    clock.advance(5 * minute)
    return { ...app, clock, memory, after }
  }
  const visitor: Handler = ({ session }) => {
    session.count = 1
  }

  test('where it was renewed, ended by another request, and begun anew by a sign-in', async () => {
    const { browser, run, sessions, clock } = await begin(visitor)
    const other = createBrowser(sessions, clock)
    const edits = await run(async ({ session, context }) => {
      await context.savedView()
      await browser.visit(signIn)
      session.user = 'ann'
    })
    other.keep(edits)
    const view = await other.peek()
    expect(edits.announcement).toContain(`id=${view.status === 'active' && view.id};`)
  })

  test('where it was renewed under a new sid, and then signed in', async () => {
    const { browser } = await begin(visitor)
    const { announcement } = await browser.visit(async (request) => {
      await request.session.rotate()
      await request.context.savedView()
      request.session.user = 'ann'
    })
    const view = await browser.peek()
    expect(announcement).toContain(`id=${view.status === 'active' && view.id};`)
  })

  test('where it was renewed and has ended since', async () => {
    const { sessions, browser, run, memory, after } = await begin()
    const { cookieHeader } = browser
    const context = sessions.context({ cookieHeader, path: '/', isSecure: false, raw: undefined })
    await context.load()
    await run(visitor)
    after.touch = (key) => void memory.delete(key)
    expect(await sessions.touch(context)).toMatchObject({ status: 'none' })
    expect(await context.commit({ status: 200, cacheControl: 'no-store' })).not.toHaveProperty('announcement')
  })
})

describe('a marker', () => {
  test('of another stay is set right by the next response that knows, unless others may be handed that', async () => {
    const { sessions, browser } = await start({ announce: true })
    const cookieHeader = browser.cookieHeader?.replace(/sid-stay=.*/, 'sid-stay=forged')
    const read: Handler = ({ session }) => session.user
    const cacheControl = 'public, max-age=60'
    expect((await runRequest(sessions, read, { cookieHeader, cacheControl })).setCookie).toBeUndefined()
    const { setCookie = [], cacheControl: kept } = await runRequest(sessions, read, { cookieHeader })
    expect(setCookie.map((text) => text.split(';')[0])).toEqual(browser.cookieHeader?.split('; ').slice(1))
    expect(kept).toBe('no-store')
  })

  test('of another stay is set right without a session ID that was replaced meanwhile', async () => {
    const clock = manualClock()
    const { sessions, browser, run } = await start({ announce: true, clock })
    const slow = createBrowser(sessions, clock)
    const cookieHeader = browser.cookieHeader?.replace(/sid-stay=.*/, 'sid-stay=forged')
    const edits = await slow.visit(
      async ({ session }) => {
        expect(session.user).toBe('ann')
        slow.keep(await run((other) => other.session.rotate()))
      },
      { cookieHeader },
    )
    expect(edits.setCookie).toHaveLength(1)
    expect(await slow.peek()).toMatchObject({ status: 'active' })
  })

  test('that is missing is set with the next session cookie, and not before', async () => {
    const { sessions, browser, run } = await start({ announce: true })
    const cookieHeader = browser.cookieHeader?.replace(/; sid-stay=.*/, '')
    const read: Handler = ({ session }) => session.user
    expect((await runRequest(sessions, read, { cookieHeader })).setCookie).toBeUndefined()
    expect((await run(({ session }) => session.rotate())).setCookie).toHaveLength(2)
  })

  test('is set as little as the cookie of a request that came with a replaced sid', async () => {
    const { run, browser } = await start({ announce: true, subject: byUser })
    await browser.visit(({ session }) => {
      session.user = 'bob'
    })
    expect((await run(({ session }) => session.user)).setCookie).toBeUndefined()
  })

  test('is cleared with the cookie of a sign-out that came with a replaced sid', async () => {
    const { run, browser } = await start({ announce: true })
    await browser.visit(({ session }) => session.rotate())
    const { setCookie = [] } = await run(({ session }) => session.destroy())
    expect(setCookie.map((text) => [readSetCookie(text).name, readSetCookie(text).maxAge])).toEqual([
      ['sid', 0],
      ['sid-stay', 0],
    ])
  })

  test('comes with a session that was taken over, beside the old cookie that is taken back', async () => {
    const { browser } = await startOld({ announce: true })
    const { setCookie = [] } = await browser.visit(signIn)
    expect(setCookie.map((text) => readSetCookie(text).name)).toEqual(['sid', 'sid-stay'])
    expect((await browser.visit()).setCookie).toEqual([cleared])
  })

  test('holds what a cookie can hold, whatever a store gives back for an id', async () => {
    const id = 'a; Domain=evil.example\r\n'
    const clock = manualClock()
    const memory = memoryStore({ clock })
    const store = aroundStore(memory, (method, _args, call) => {
      const answer = call()
      const isRecord = method === 'read' || method === 'touch'
      return isRecord && typeof answer === 'object' ? Object.assign({}, answer, { id }) : answer
    })
    const browser = createBrowser(
      createApp({ clock, store, announce: true, cookie: { maxAge: 20 * minute } }),
      clock,
    )
    await browser.visit(signIn)
    clock.advance(5 * minute)
    const { setCookie = [], announcement } = await browser.visit(({ session }) => session.user)
    expect(setCookie[1]).toMatch(/^sid-stay=a%3B%20Domain%3Devil\.example%0D%0A; Max-Age=\d+; Path=/)
    expect(announcement).toMatch(/^active; id=a%3B%20Domain%3Devil\.example%0D%0A; max-age=\d+$/)
  })

  test.each(['sid-stay', '__Host-sid-stay'])(
    'cannot be named %s where a cookie of that name is adopted',
    (name) => {
      const adopt = { name, secret: oldSecret, store: old }
      expect(() => createApp({ announce: true, adopt })).toThrow(
        expect.objectContaining({
          code: 'option-invalid',
          message: expect.stringMatching(/`announce`.*-stay/),
        }),
      )
      expect(() => createApp({ announce: 'header', adopt })).not.toThrow()
    },
  )
})
