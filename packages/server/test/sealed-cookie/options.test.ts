import { describe, expect, test } from 'vitest'
import { sealedCookie } from '../../src/create-sessions/sealed-cookie.ts'
import { createSessions, memoryStore } from '../../src/index.ts'
import { byUser, secret } from '../app.ts'
import { runRequest } from '../browser.ts'
import { startSealed } from './app.ts'

/** What `createSessions` says to options that types would have refused. */
function refusal(options: object): unknown {
  try {
    Reflect.apply(createSessions, undefined, [options])
    return undefined
  } catch (error) {
    return error
  }
}

describe('options that need a store are refused at start-up', () => {
  test.each([
    ['maxSessions', { maxSessions: 3, subject: byUser }],
    ['genid', { genid: () => 'a'.repeat(32) }],
    ['storeTimeout', { storeTimeout: 1000 }],
    ['onConflict', { onConflict: () => 1 }],
    ['adopt', { adopt: { secret, store: memoryStore() } }],
  ])('%s', (name, options) => {
    expect(refusal({ secret, store: sealedCookie(), ...options })).toMatchObject({
      code: 'option-invalid',
      message: expect.stringMatching(new RegExp(`^option \`${name}\` got .* beside sealedCookie`)),
    })
  })
})

describe('options of its own are checked', () => {
  test.each([
    [{ maxLength: 499 }, 'option `maxLength` got 499; it takes a whole number from 500 to 12000.'],
    [{ maxLength: 12_001 }, 'option `maxLength` got 12001'],
    [{ maxlength: 1000 }, 'option `maxlength` is not known'],
    [{ secret: [] }, 'it takes at least one secret'],
    [{ secret: 7 }, 'option `secret` got a value of type number'],
    [{ adopt: { name: 'a b', open: () => ({}) } }, 'option `adopt.name` got "a b"'],
    [{ adopt: { name: 'old' } }, 'option `adopt.open` got nothing; it takes a function'],
    ['secret', 'option `options` got "secret"'],
  ])('%j', (options, message) => {
    expect(() => Reflect.apply(sealedCookie, undefined, [options])).toThrow(message)
  })

  test('a secret is needed in one of two places, and long enough', () => {
    expect(refusal({ store: sealedCookie() })).toMatchObject({
      message: expect.stringContaining('option `secret` got'),
    })
    const short = { message: expect.stringContaining('at least 32') }
    expect(refusal({ secret: 'short', store: sealedCookie() })).toMatchObject(short)
    expect(refusal({ secret, store: sealedCookie({ secret: 'short' }) })).toMatchObject(short)
    expect(refusal({ secret, store: sealedCookie({ secret: [secret, 'short'] }) })).toMatchObject(short)
    expect(refusal({ secret, store: sealedCookie() })).toBeUndefined()
    expect(refusal({ store: sealedCookie({ secret }) })).toBeUndefined()
  })

  test.each(['sid', '__Host-sid'])('the old cookie cannot be called %s as the new one is', (name) => {
    const store = sealedCookie({ adopt: { name, open: () => ({}) } })
    expect(refusal({ secret, store })).toMatchObject({ message: expect.stringContaining('`adopt.name`') })
    expect(refusal({ secret, store, name: 'session' })).toBeUndefined()
  })

  test('all others are those of every app', () => {
    expect(refusal({ secret, store: sealedCookie(), rolling: 7 })).toMatchObject({
      message: 'option `rolling` got 7; it takes true, false or "always".',
    })
  })
})

describe('secrets', () => {
  const oldSecret = 'an old secret for tests, long enough to seal'
  const readBy = async (
    cookieHeader: string | undefined,
    sessions: ReturnType<typeof startSealed>['sessions'],
  ) => {
    let user: unknown
    await runRequest(
      sessions,
      ({ session }) => {
        user = session.user
      },
      { cookieHeader },
    )
    return user
  }
  const signedIn = async (app: ReturnType<typeof startSealed>) => {
    await app.browser.visit(({ session }) => Object.assign(session, { user: 'ann' }))
    return app.browser.cookieHeader
  }

  test('can be rotated: the first seals, all open', async () => {
    const before = startSealed({ secret: oldSecret })
    const between = startSealed({ secret: [secret, oldSecret] })
    const after = startSealed({ secret })
    const old = await signedIn(before)
    expect(await readBy(old, between.sessions)).toBe('ann')
    expect(await readBy(old, after.sessions)).toBeUndefined()
    const renewed = await signedIn(between)
    expect(await readBy(renewed, after.sessions)).toBe('ann')
    expect(await readBy(renewed, before.sessions)).toBeUndefined()
  })

  test('of its own come before those of the app', async () => {
    const cookie = await signedIn(startSealed({ secret: oldSecret, sealed: { secret } }))
    expect(await readBy(cookie, startSealed({ secret }).sessions)).toBe('ann')
    expect(await readBy(cookie, startSealed({ secret: oldSecret }).sessions)).toBeUndefined()
  })

  test('do not make a signed sid of a sealed cookie, nor the other way round', async () => {
    const stored = createSessions({ secret })
    const cookie = await signedIn(startSealed())
    await runRequest(stored, ({ session }) => expect({ ...session }).toEqual({}), { cookieHeader: cookie })
    const edits = await runRequest(stored, ({ session }) => Object.assign(session, { user: 'ann' }))
    const signed = edits.setCookie?.[0]?.split(';')[0]
    expect(await readBy(signed, startSealed().sessions)).toBeUndefined()
  })
})

test('a cookie under another name than it was sealed for is none', async () => {
  const { browser, sessions } = startSealed()
  await browser.visit(({ session }) => Object.assign(session, { user: 'ann' }))
  const cookieHeader = browser.cookieHeader?.replace('sid=', '__Host-sid=')
  await runRequest(sessions, ({ session }) => expect(session.user).toBeUndefined(), { cookieHeader })
  await runRequest(sessions, ({ session }) => expect(session.user).toBeUndefined(), {
    cookieHeader,
    isSecure: true,
  })
})

test('what a page rendered elsewhere passes on over http is read, and written as the browser has it', async () => {
  const { browser, sessions } = startSealed()
  const secure = { isSecure: true }
  await browser.visit(({ session }) => Object.assign(session, { user: 'ann' }), secure)
  const { cookieHeader } = browser
  expect(cookieHeader).toMatch(/^__Host-sid=1/)
  const edits = await runRequest(
    sessions,
    ({ session }) => {
      expect(session.user).toBe('ann')
      Object.assign(session, { count: 1 })
    },
    { cookieHeader },
  )
  expect(edits.setCookie).toEqual([expect.stringMatching(/^__Host-sid=1.*; Secure/)])
  browser.keep(edits)
  await browser.visit(({ session }) => expect(session.count).toBe(1), secure)
})
