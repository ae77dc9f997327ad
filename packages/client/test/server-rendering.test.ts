import { expect, test } from 'vitest'

test('without a window a client stays unknown, sends nothing, and importing it touches nothing', async () => {
  const globals = namesOfGlobals()
  const { createSessionClient } = await import('../src/index.ts')
  const sent: unknown[] = []
  const session = createSessionClient({
    fetch: (input) => {
      sent.push(input)
      return Promise.reject(new TypeError('fetch failed'))
    },
  })
  const stop = session.subscribe(() => {})
  session.countdown.subscribe(() => {})
  session.keepAlive({ while: 'open' })
  const unknown = { status: 'unknown', connection: 'online', stale: false }
  expect(await session.refresh()).toEqual(unknown)
  expect(await session.touch()).toEqual(unknown)
  expect(await session.ready()).toEqual(unknown)
  expect(await session.require()).toEqual(unknown)
  expect(await session.redirect('/login')).toBe(false)
  stop()
  expect(session.getSnapshot()).toEqual(unknown)
  expect(sent).toEqual([])
  expect(namesOfGlobals()).toEqual(globals)
})

/** But for two registries of zod's. */
function namesOfGlobals(): string[] {
  return Object.keys(globalThis).filter((name) => !name.startsWith('__zod'))
}
