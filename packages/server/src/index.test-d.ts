import type { SessionView } from '@sojourn/contract'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { sessionView } from './adapters/express.ts'
import { sessionView as dropInView } from './express-session/index.ts'
import type { JsonObject } from './index.ts'
import { createSessions, type RegisteredSession, type SessionMethods, type Sessions } from './index.ts'

const secret = 'a secret for tests, long enough to sign with'
const schema = z.object({
  user: z.object({ id: z.string(), name: z.string() }).optional(),
  cart: z.array(z.string()).default([]),
})
const sessions = createSessions({
  secret,
  schema,
  expose: ({ user, cart }) => ({ name: user?.name ?? null, cartSize: cart.length }),
  subject: ({ user }) => user?.id,
})

const plain = createSessions({ secret })

type SessionOfApp<App> = App extends Sessions<infer Session, infer _View> ? Session : never

describe('req.session', () => {
  test('is what the schema describes, with the methods', () => {
    type Session = SessionOfApp<typeof sessions>
    expectTypeOf<Session['cart']>().toEqualTypeOf<string[]>()
    expectTypeOf<Session['user']>().toEqualTypeOf<{ id: string; name: string } | undefined>()
    expectTypeOf<Session['rotate']>().toEqualTypeOf<SessionMethods<unknown>['rotate']>()
    expectTypeOf<Session>().not.toHaveProperty('color')
  })

  test('is JSON under any key without a schema', () => {
    type Session = SessionOfApp<typeof plain>
    expectTypeOf<Session['id']>().toBeString()
    expectTypeOf<{ a: number }>().toExtend<Partial<Pick<Session, 'a'>>>()
    expectTypeOf<{ a: Date }>().not.toExtend<Partial<Pick<Session, 'a'>>>()
  })

  test('is JSON on every host where no sessions are registered, else what those carry', () => {
    expectTypeOf<RegisteredSession>().toEqualTypeOf<SessionOfApp<typeof plain>>()
    expectTypeOf<NonNullable<(typeof sessions)['~session']>>().toEqualTypeOf<SessionOfApp<typeof sessions>>()
  })

  test("update()'s function gets the data alone, and is synchronous", () => {
    type Update = Parameters<SessionOfApp<typeof sessions>['update']>[0]
    expectTypeOf<Parameters<Update>[0]>().toExtend<z.output<typeof schema>>()
    expectTypeOf<Parameters<Update>[0]>().not.toHaveProperty('rotate')
    expectTypeOf<(data: { cart: string[] }) => Promise<{ cart: string[] }>>().not.toExtend<Update>()
  })
})

test('the view for a handler holds what the registered sessions expose; the drop-in exposes JSON', () => {
  expectTypeOf(sessionView).returns.resolves.toEqualTypeOf<SessionView<unknown>>()
  expectTypeOf(dropInView).returns.resolves.toEqualTypeOf<SessionView<JsonObject>>()
})

describe('expose', () => {
  test('its result is the view, for the client to infer', () => {
    expectTypeOf<NonNullable<(typeof sessions)['~view']>>().toEqualTypeOf<{
      name: string | null
      cartSize: number
    }>()
    expectTypeOf(sessions.peek).returns.resolves.toEqualTypeOf<
      SessionView<{ name: string | null; cartSize: number }>
    >()
  })

  test('takes JSON, however deep', () => {
    createSessions({ secret, expose: () => ({ a: [{ b: null, c: ['x', 1, true] }], d: undefined }) })
    createSessions({ secret, expose: (): { a?: string; list: readonly { n: number }[] } => ({ list: [] }) })
    createSessions({ secret, expose: (data) => data })
    createSessions({ secret, expose: ({ theme }) => ({ theme }) })
  })

  test('refuses what JSON cannot hold', () => {
    // @ts-expect-error A Date.
    createSessions({ secret, expose: () => ({ user: { since: new Date() } }) })
    // @ts-expect-error A Map.
    createSessions({ secret, expose: () => ({ roles: new Map<string, number>() }) })
    // @ts-expect-error A Set in a list.
    createSessions({ secret, expose: () => ({ list: [new Set<string>()] }) })
    // @ts-expect-error A BigInt.
    createSessions({ secret, expose: () => ({ count: 1n }) })
    // @ts-expect-error A function.
    createSessions({ secret, expose: () => ({ greet: () => 'hello' }) })
    // @ts-expect-error A Date that may be missing.
    createSessions({ secret, expose: (): { since?: Date } => ({}) })
    // @ts-expect-error A promise.
    createSessions({ secret, expose: async () => ({ a: 1 }) })
  })

  test('the error names the path', () => {
    type Expose = NonNullable<Parameters<typeof withDate>[0]['expose']>
    expectTypeOf<ReturnType<Expose>>().toExtend<'expose must return JSON: user.since is not'>()
  })
})

declare const withDate: typeof createSessions<undefined, { user: { since: Date } }>
