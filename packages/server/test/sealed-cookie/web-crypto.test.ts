import { sealData, unsealData } from 'iron-session'
import { expect, test, vi } from 'vitest'
import { minute } from '../app.ts'
import { codeOf } from '../browser.ts'
import { cookiesSet, startSealed } from './app.ts'

// As at an edge: every answer of the crypto is a promise.
vi.mock('#crypto', () => import('../../src/crypto/web.ts'))

test('all of a session’s life goes the same way where the crypto answers later', async () => {
  const secrets = [
    'an old secret for tests, long enough to seal',
    'a secret for tests, long enough to sign with',
  ]
  const { browser, data, clock, sessions } = startSealed({ sealed: { secret: secrets } })
  const request = { cookieHeader: undefined, path: '/', isSecure: false, raw: undefined }
  expect(sessions.context(request).loadsAhead).toBe(true)
  await browser.visit(({ session }) => Object.assign(session, { user: 'ann', note: 'x'.repeat(4000) }))
  expect(browser.cookieHeader?.split('; ')).toHaveLength(2)
  await browser.visit(({ session }) => session.update((each) => Object.assign(each, { count: 1 })))
  expect(await data()).toEqual({ user: 'ann', note: 'x'.repeat(4000), count: 1 })
  clock.advance(10 * minute)
  expect(Object.keys(cookiesSet(await browser.visit()))).toEqual(['sid', 'sid.1'])
  expect(await browser.visit()).toEqual({})
  const late = browser.visit(undefined, {
    afterHeaders: ({ session }) => Object.assign(session, { count: 2 }),
  })
  expect(await codeOf(late)).toBe('headers-sent')
  expect(await data()).toMatchObject({ count: 1 })
  expect(cookiesSet(await browser.visit(({ session }) => session.destroy()))).toEqual({
    sid: '',
    'sid.1': '',
  })
  expect(await data()).toEqual({})
})

test('a session is taken over there, too', async () => {
  const password = 'the password of iron-session, at least 32 characters'
  const adopt = { name: 'old', open: (value: string) => unsealData<object>(value, { password }) }
  const { browser, data } = startSealed({ sealed: { adopt } })
  browser.keep({ setCookie: [`old=${await sealData({ user: 'ann' }, { password })}`] })
  expect(await data()).toEqual({ user: 'ann' })
  expect(cookiesSet(await browser.visit())).toEqual({ old: '' })
})
