import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { start } from './app.ts'

/** As libraries wrap a session that watch or guard it, whatever is taken out of it too. */
function watched<Value extends object>(value: Value): Value {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver)
      return typeof found === 'object' && found !== null ? watched(found) : found
    },
  })
}

const views: [string, <Session extends object>(session: Session) => Session][] = [
  ['a Proxy around it', (session) => new Proxy(session, {})],
  ['a Proxy around it and what it holds', watched],
  ['an object made of it', (session) => Object.create(session)],
]

test.each(views)('req.session works through %s', async (_what, through) => {
  const { browser, data } = await start({ absoluteTimeout: null })
  await browser.visit(async (request) => {
    const session = through(request.unguarded)
    expect(session.user).toBe('ann')
    expect(session.id).toBe(request.unguarded.id)
    expect(session.isNew).toBe(false)
    expect(session.expiresAt).toBe(request.unguarded.expiresAt)
    expect(session.endsAt).toBe(null)
    expect(session.cookie.path).toBe('/')
    session.cookie.maxAge = 5000
    expect(request.unguarded.cookie.maxAge).toBe(5000)
    expect(session.touch()).toBe(session)
    request.unguarded.count = 1
    await session.save()
    await session.update((newest) => {
      newest.log = ['x']
    })
    await session.rotate()
    await session.reload()
  })
  expect(await data()).toEqual({ user: 'ann', count: 1, log: ['x'] })
  await browser.visit(({ unguarded }) => through(unguarded).destroy())
  expect(await data()).toEqual({})
})

test('what a Proxy around it is told to keep is kept', async () => {
  const { run, data } = await start()
  await run((request) => {
    const session = watched(request.unguarded)
    session.cart = { tea: 1 }
    session.cart.milk = 2
    request.session = session
  })
  expect(await data()).toEqual({ user: 'ann', cart: { tea: 1, milk: 2 } })
})

test('a session shows its data and nothing else', async () => {
  const { run } = await start()
  await run(({ unguarded: session }) => {
    session.cookie.maxAge = 5000
    expect(inspect(session)).toBe("Session { user: 'ann' }")
    expect(inspect(session.cookie)).toBe('SessionCookie {}')
    expect(Object.keys(session)).toEqual(['user'])
    expect(Reflect.ownKeys({ ...session })).toEqual(['user'])
    expect(Reflect.ownKeys(Object.assign({}, session))).toEqual(['user'])
    expect(JSON.stringify(session)).toBe('{"user":"ann"}')
    expect(structuredClone({ ...session })).toEqual({ user: 'ann' })
    expect(structuredClone(session)).toEqual({ user: 'ann' })
    const seen: string[] = []
    for (const key in session) seen.push(key)
    expect(seen).toEqual(['user'])
  })
})
