import { createHmac, createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signSid, unsign } from '../cookie/express-signed-id.ts'
import { signersOf, toSigner } from './signers.ts'

const sid = 'R5sCuSSFoT_-o2VceBKdjNMEk2iyq1p9'
const standard = (text: string, secret: string): string =>
  `s:${text}.${createHmac('sha256', secret).update(text).digest('base64').replace(/=+$/, '')}`

describe.each([
  ['text', 'keyboard cat'],
  ['a Buffer', Buffer.from('keyboard cat')],
  ['a key', createSecretKey(Buffer.from('keyboard cat'))],
  ['a view', new DataView(new TextEncoder().encode('keyboard cat').buffer)],
])('with %s for a secret', (_kind, secret) => {
  test.each([sid, '', 'ü.é', 'x'.repeat(3000)])("%j is signed as express-session's cookies are", (text) => {
    const signer = toSigner(secret)
    expect(signSid(text, signer)).toBe(standard(text, 'keyboard cat'))
    expect(unsign(standard(text, 'keyboard cat'), [signer])?.sid).toBe(text)
  })
})

test('only standard Base64 is accepted', () => {
  const signer = toSigner('keyboard cat')
  const all = Array.from({ length: 50 }, (_, index) => standard(`${index}`, 'keyboard cat'))
  const urlSafe = all.map((value) => value.replaceAll('+', '-').replaceAll('/', '_'))
  expect(urlSafe.filter((value) => unsign(value, [signer]))).toEqual(
    all.filter((value) => !/[+/]/.test(value)),
  )
})

test('what is no secret is refused when it is used', () => {
  expect(() => signSid(sid, toSigner(null))).toThrow(new TypeError('Secret key must be provided.'))
  expect(() => signSid(sid, toSigner(5))).toThrow(TypeError)
})

test('what the newest secret signed need not be signed again', () => {
  const signers = ['new', 'old'].map(toSigner)
  const value = standard(sid, 'new')
  expect(unsign(value, signers)).toEqual({ sid, value })
  expect(unsign(standard(sid, 'old'), signers)).toEqual({ sid, value: undefined })
  expect(unsign(standard(sid, 'other'), signers)).toBeUndefined()
})

test('secrets are prepared anew when their list says something else, and only then', () => {
  const secrets: unknown[] = ['old']
  const signers = signersOf(secrets)
  const before = signers()
  expect(signers()).toBe(before)
  secrets[0] = 'new'
  expect(unsign(standard(sid, 'new'), signers())?.sid).toBe(sid)
  expect(unsign(standard(sid, 'old'), signers())).toBeUndefined()
  secrets.push('old')
  expect(unsign(standard(sid, 'old'), signers())?.sid).toBe(sid)
  secrets.length = 0
  expect(signers()).toEqual([])
  expect(() => signSid(sid, signers()[0])).toThrow(new TypeError('Secret key must be provided.'))
})
