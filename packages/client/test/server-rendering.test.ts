import { expect, onTestFinished, test, vi } from 'vitest'

/** A global `window` that is no page: React Native's, and what some servers set for the sake of a library. */
const hollow = { addEventListener: undefined, navigator: {} }

test.each([
  ['without a window', {}],
  ['with a window that has no document', { window: hollow }],
  ['with a document that has no window', { document: {} }],
])('%s a client stays unknown, sends nothing, and importing it touches nothing', async (_, given) => {
  for (const [name, value] of Object.entries(given)) vi.stubGlobal(name, value)
  onTestFinished(() => void vi.unstubAllGlobals())
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
