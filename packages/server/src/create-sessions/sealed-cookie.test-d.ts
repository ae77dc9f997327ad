import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createSessions, memoryStore, type SessionStore, type Sessions } from '../index.ts'
import { type SealedCookie, sealedCookie } from './sealed-cookie.ts'

const secret = 'a secret for tests, long enough to sign with'
const store = sealedCookie()
const schema = z.object({ user: z.object({ id: z.string() }).optional() })

test('sessions are typed as those over a store', () => {
  const sessions = createSessions({
    secret,
    store,
    schema,
    expose: ({ user }) => ({ id: user?.id ?? null }),
    subject: ({ user }) => user?.id,
  })
  const stored = createSessions({
    secret,
    store: memoryStore(),
    schema,
    expose: ({ user }) => ({ id: user?.id ?? null }),
    subject: ({ user }) => user?.id,
  })
  expectTypeOf(sessions).toEqualTypeOf(stored)
  expectTypeOf<NonNullable<(typeof sessions)['~view']>>().toEqualTypeOf<{ id: string | null }>()
  expectTypeOf(createSessions({ secret, store })).toExtend<Sessions>()
})

test('the secret is that of the app, unless the cookies have their own', () => {
  createSessions({ secret, store })
  createSessions({ secret: [secret, new Uint8Array(32)], store: sealedCookie({ secret: [secret] }) })
  // @ts-expect-error As over a store.
  createSessions({ store })
  // @ts-expect-error A variable of the environment may be missing.
  createSessions({ secret: process.env.SESSION_SECRET, store })
})

describe('it is no store', () => {
  test('nothing can be read, listed or ended by it', () => {
    expectTypeOf<SealedCookie>().not.toExtend<SessionStore>()
    expectTypeOf<SealedCookie>().not.toHaveProperty('delete')
    expectTypeOf<SealedCookie>().not.toHaveProperty('deleteSubject')
  })

  test('options that need one are refused', () => {
    // @ts-expect-error It counts the sessions of a subject.
    createSessions({ secret, store, subject: () => 'ann', maxSessions: 3 })
    // @ts-expect-error There is no session ID.
    createSessions({ secret, store, genid: () => 'a'.repeat(32) })
    // @ts-expect-error There is no store to wait for.
    createSessions({ secret, store, storeTimeout: 1000 })
    // @ts-expect-error Nobody hears of a conflict.
    createSessions({ secret, store, onConflict: ({ ours }) => ours })
    // @ts-expect-error What was taken over is noted in a store.
    createSessions({ secret, store, adopt: { secret, store: { get() {}, set() {}, destroy() {} } } })
  })
})

test('an old cookie is opened by a function', () => {
  sealedCookie({ adopt: { name: 'old', open: async (value) => JSON.parse(value) as object } })
  sealedCookie({ adopt: { name: 'old', open: () => undefined, path: '/app', domain: 'example.com' } })
  // @ts-expect-error Data are an object.
  sealedCookie({ adopt: { name: 'old', open: (value) => value } })
  // @ts-expect-error
  sealedCookie({ adopt: { open: () => ({}) } })
})
