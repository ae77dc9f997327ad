import { describe, expect, test } from 'vitest'
import { hour, minute } from '../app.ts'
import { codeOf, createBrowser, runRequest } from '../browser.ts'
import { cookiesSet, startSealed } from './app.ts'

const signIn = ({ session }: { session: { user?: string } }): void => {
  session.user = 'ann'
}

const count = ({ session }: { session: { count?: number } }): void => {
  session.count = 1
}

describe('a session that its cookie holds', () => {
  test('is there at the next request, without a server that knows it', async () => {
    const { browser } = startSealed()
    await browser.visit(signIn)
    // Another process, which shares nothing with the first but the secret.
    const other = startSealed()
    other.browser.keep({ setCookie: (browser.cookieHeader ?? '').split('; ') })
    expect(await other.data()).toEqual({ user: 'ann' })
  })

  test('shows nothing of its data, and no cookie to who stored nothing', async () => {
    const { browser } = startSealed()
    expect(await browser.visit()).toEqual({})
    expect(await browser.visit(({ session }) => session.user)).not.toHaveProperty('setCookie')
    const edits = await browser.visit(signIn)
    expect(edits.setCookie).toEqual([
      expect.stringMatching(/^sid=1[\w-]{100,}; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
    expect(edits.cacheControl).toContain('no-store')
    expect(Buffer.from(String(browser.cookieHeader?.slice(5)), 'base64url').toString('latin1')).not.toContain(
      'ann',
    )
  })

  test('keeps what each request writes, and is left alone by one that only reads', async () => {
    const { browser, data } = startSealed()
    await browser.visit(signIn)
    for (const count of [1, 2, 3]) {
      await browser.visit(async ({ session }) => {
        session.count = count
        await session.update((each) => {
          each.log = [...(each.log ?? []), `update ${count}`]
        })
        await session.save()
      })
    }
    expect(await data()).toEqual({ user: 'ann', count: 3, log: ['update 1', 'update 2', 'update 3'] })
    expect(await browser.visit(({ session }) => session.user)).not.toHaveProperty('setCookie')
  })

  test('has one cookie set for all that a request did to it', async () => {
    const { browser } = startSealed()
    const edits = await browser.visit(async ({ session }) => {
      session.count = 1
      await session.save()
      session.user = 'ann'
      await session.save()
      await session.rotate()
      session.count = 2
    })
    expect(edits.setCookie).toHaveLength(1)
    expect((await browser.peek()).status).toBe('active')
  })

  test('gets another id at sign-in, and none of the old one at regenerate', async () => {
    const { browser, data } = startSealed()
    const ids: string[] = []
    const note = ({ session }: { session: { id: string } }): void => void ids.push(session.id)
    await browser.visit(({ session }) => {
      session.count = 1
    })
    await browser.visit(note)
    await browser.visit(signIn)
    await browser.visit(note)
    expect(await data()).toEqual({ count: 1, user: 'ann' })
    await browser.visit(({ session }) => session.rotate())
    await browser.visit(note)
    await browser.visit(async (request) => {
      await request.session.regenerate()
      request.session.count = 5
    })
    await browser.visit(note)
    expect(await data()).toEqual({ count: 5 })
    expect(new Set(ids).size).toBe(3)
    expect(ids[1]).toBe(ids[2])
  })

  test.each([
    ['destroy()', async ({ session }: { session: { destroy(): Promise<void> } }) => session.destroy()],
    [
      'an assignment of null',
      (request: { session: unknown }) => {
        request.session = null
      },
    ],
  ])('is forgotten by the browser after %s', async (_name, end) => {
    const { browser, data } = startSealed()
    await browser.visit(signIn)
    expect(cookiesSet(await browser.visit(end))).toEqual({ sid: '' })
    expect(browser.cookieHeader).toBeUndefined()
    expect(await data()).toEqual({})
  })

  test('is as it was in a copy of its cookie, wherever nobody heard of its end', async () => {
    const { browser, sessions, clock } = startSealed()
    await browser.visit(signIn)
    const { cookieHeader } = browser
    await browser.visit(({ session }) => session.destroy())
    const userBy = async (app: typeof sessions) => {
      let user: unknown
      const look = ({ session }: { session: { user?: string } }): unknown => (user = session.user)
      await runRequest(app, look, { cookieHeader })
      return user
    }
    expect(await userBy(startSealed().sessions)).toBe('ann')
    // This process remembers, as long as a request may last.
    expect(await userBy(sessions)).toBeUndefined()
    clock.advance(5 * minute)
    expect(await userBy(sessions)).toBe('ann')
  })

  test('of two requests at once the one that is answered later has what it wrote, and the other has not', async () => {
    const { browser, sessions, data } = startSealed()
    await browser.visit(signIn)
    const { cookieHeader } = browser
    const add = (name: string) =>
      runRequest(sessions, ({ session }) => session.update((each) => Object.assign(each, { [name]: true })), {
        cookieHeader,
      })
    const [first, second] = await Promise.all([add('first'), add('second')])
    browser.keep(first)
    browser.keep(second)
    expect(await data()).toEqual({ user: 'ann', second: true })
  })
})

describe('its end', () => {
  test('comes with the idle timeout, and activity puts it off, at most once in touchAfter', async () => {
    const { browser, clock } = startSealed({ idleTimeout: 30 * minute, touchAfter: minute })
    await browser.visit(signIn)
    clock.advance(minute - 1)
    expect(await browser.visit()).toEqual({})
    clock.advance(1)
    const renewed = await browser.visit()
    expect(cookiesSet(renewed)).toEqual({ sid: expect.stringMatching(/^1/) })
    expect(await browser.visit()).toEqual({})
    clock.advance(30 * minute - 1)
    expect((await browser.peek()).status).toBe('active')
    clock.advance(1)
    expect((await browser.peek()).status).toBe('none')
  })

  test('is put off by a session whose cookie goes with the browser, too: the seal says when it ends', async () => {
    const { browser, clock } = startSealed({ idleTimeout: 30 * minute })
    await browser.visit(signIn)
    for (let times = 0; times < 4; times++) {
      clock.advance(20 * minute)
      await browser.visit()
    }
    expect((await browser.peek()).status).toBe('active')
  })

  test('comes with the absolute timeout whatever happens', async () => {
    const { browser, clock } = startSealed({ absoluteTimeout: hour })
    await browser.visit(signIn)
    for (let times = 0; times < 6; times++) {
      clock.advance(10 * minute - 1)
      await browser.visit()
    }
    expect((await browser.peek()).status).toBe('active')
    clock.advance(6)
    expect((await browser.peek()).status).toBe('none')
  })

  test('comes for an old copy of the cookie when that copy says so', async () => {
    const { browser, clock, sessions } = startSealed({ idleTimeout: 30 * minute })
    await browser.visit(signIn)
    const { cookieHeader } = browser
    clock.advance(29 * minute)
    await browser.visit()
    clock.advance(minute)
    expect((await browser.peek()).status).toBe('active')
    await runRequest(sessions, ({ session }) => expect(session.user).toBeUndefined(), { cookieHeader })
  })

  test('is not put off by a response that caches may share', async () => {
    const { browser, clock } = startSealed({ idleTimeout: 30 * minute })
    await browser.visit(signIn)
    clock.advance(10 * minute)
    expect(await browser.visit(undefined, { cacheControl: 'public, max-age=60' })).toEqual({})
    expect(await browser.visit(undefined, { status: 304 })).toEqual({})
  })
})

test.each([{ cacheControl: 'public, max-age=60' }, { status: 304 }])(
  'a write is sent with a response that caches may share, %j, and no cache may keep it',
  async (options) => {
    const { browser, data } = startSealed()
    await browser.visit(signIn)
    const edits = await browser.visit(count, options)
    expect(edits).toMatchObject({ cacheControl: expect.stringMatching(/no-store|private/) })
    expect(await data()).toEqual({ user: 'ann', count: 1 })
  },
)

describe('after the headers have left', () => {
  const afterHeaders = {
    write: count,
    save: ({ session }) => {
      session.count = 1
      return session.save()
    },
    update: ({ session }) => session.update((data) => Object.assign(data, { count: 1 })),
    destroy: ({ session }) => session.destroy(),
    regenerate: ({ session }) => session.regenerate(),
    rotate: ({ session }) => session.rotate(),
  } satisfies Record<string, Parameters<ReturnType<typeof startSealed>['browser']['visit']>[0]>

  test.each(Object.entries(afterHeaders))('%s is an error, for it would be lost', async (_name, deed) => {
    const { browser, data } = startSealed()
    await browser.visit(signIn)
    const before = await data()
    expect(await codeOf(browser.visit(undefined, { afterHeaders: deed }))).toBe('headers-sent')
    expect(await data()).toEqual(before)
  })

  test('as on an upgrade, a write is an error, and a look is not', async () => {
    const { browser, sessions } = startSealed()
    await browser.visit(signIn)
    const options = { cookieHeader: browser.cookieHeader, canSetCookie: false }
    await runRequest(sessions, ({ session }) => expect(session.user).toBe('ann'), options)
    const written = runRequest(sessions, count, options)
    expect(await codeOf(written)).toBe('headers-sent')
  })

  test('a Secure cookie on a connection that is not is an error as well', async () => {
    const { sessions, clock } = startSealed({ cookie: { secure: true } })
    const browser = createBrowser(sessions, clock, { isSecure: true })
    await browser.visit(signIn)
    const written = browser.visit(count, { isSecure: false })
    expect(await codeOf(written)).toBe('insecure-connection')
  })
})

describe('the endpoints', () => {
  test('answer the view, touch and end it, each version higher than the one before', async () => {
    const { browser, sessions, clock } = startSealed({ announce: true })
    await browser.visit(signIn)
    const ask = async (method: 'peek' | 'touch' | 'end') => {
      const context = sessions.context({
        cookieHeader: browser.cookieHeader,
        path: '/',
        isSecure: false,
        raw: undefined,
      })
      const view = await sessions[method](context)
      const edits = await context.commit({ status: 200, cacheControl: 'no-store' })
      browser.keep(edits)
      return { view, edits }
    }
    const first = await ask('peek')
    expect(first).toMatchObject({ view: { status: 'active', version: 1 }, edits: {} })
    clock.advance(10 * minute)
    const touched = await ask('touch')
    expect(touched.view).toMatchObject({ status: 'active', version: 2, maxAge: 30 * minute })
    expect(Object.keys(cookiesSet(touched.edits))).toEqual(['sid', 'sid-stay'])
    expect(touched.edits.announcement).toContain(`max-age=${30 * minute}`)
    const written = await browser.visit(count)
    expect(written.announcement).toContain('active')
    expect(await ask('peek')).toMatchObject({ view: { version: 3, id: Reflect.get(first.view, 'id') } })
    expect(await ask('end')).toMatchObject({ view: { status: 'none', reason: 'signed-out' } })
    expect(browser.cookieHeader).toBeUndefined()
  })
})
