import { expect, test, vi } from 'vitest'
import { Cookie } from '../cookie.ts'
import { MemoryStore } from '../memory-store.ts'
import { Session } from '../session.ts'
import { toSigner } from '../signers.ts'
import { MemoryRecords } from './memory-records.ts'

function open() {
  const records = new MemoryRecords(new MemoryStore(), null)
  const session = new Session({ sessionID: 'a' })
  session.cookie = new Cookie({ maxAge: 60_000 })
  const write = (text: string): void => void records.write(session, text)
  write('{}')
  const signer = toSigner('keyboard cat')
  const verify = vi.spyOn(signer, 'verify')
  return { records, write, signer, verify, remembering: records.remembering(signer) }
}

test('a signature that was found good is worked out once for each session, whatever is written', () => {
  const { signer, verify, remembering, write } = open()
  const good = signer.sign('a')
  expect(remembering.verify('a', good)).toBe(true)
  write('{"views":1}')
  expect(remembering.verify('a', good)).toBe(true)
  expect(verify).toHaveBeenCalledTimes(1)
})

test.each(['', 'x', 'other'])('no other is good beside it: %j', (other) => {
  const { signer, remembering } = open()
  const signature = other === 'other' ? signer.sign('b') : signer.sign('a').slice(0, -1) + other
  expect(remembering.verify('a', signature)).toBe(false)
  expect(remembering.verify('a', signer.sign('a'))).toBe(true)
  expect(remembering.verify('a', signature)).toBe(false)
})

test('it is good for no other secret, and for no session that is not there', () => {
  const { records, signer, verify, remembering } = open()
  expect(remembering.verify('a', signer.sign('a'))).toBe(true)
  expect(records.remembering(toSigner('another cat')).verify('a', signer.sign('a'))).toBe(false)
  for (const _ of [1, 2]) expect(remembering.verify('b', signer.sign('b'))).toBe(true)
  expect(verify).toHaveBeenCalledTimes(3)
})

test('a session has no key that somebody added to Object.prototype', () => {
  const { records, write } = open()
  write('{"views":1}')
  Object.assign(Object.prototype, { extended: true })
  const keys = Object.keys(records.peek('a')?.toSession({ sessionID: 'a' }) ?? {})
  Reflect.deleteProperty(Object.prototype, 'extended')
  expect(keys).toEqual(['cookie', 'views'])
})
