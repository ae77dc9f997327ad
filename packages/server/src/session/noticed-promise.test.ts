import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noticed } from './noticed-promise.ts'

const unhandled = vi.fn()
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

beforeEach(() => {
  unhandled.mockClear()
  process.on('unhandledRejection', unhandled)
})
afterEach(() => {
  process.off('unhandledRejection', unhandled)
})

test('a failure that nobody looks at ends no process, and is known to be ignored', async () => {
  const promise = noticed(Promise.reject(new Error('ignored')))
  await turn()
  expect(unhandled).not.toHaveBeenCalled()
  expect(promise.noticed).toBe(false)
})

test.each<[string, (promise: Promise<unknown>) => unknown]>([
  ['await', async (promise) => await promise],
  ['then', (promise) => promise.then(undefined, () => {})],
  ['catch', (promise) => promise.catch(() => {})],
  ['finally', (promise) => promise.finally(() => {}).catch(() => {})],
  ['Promise.all', (promise) => Promise.all([promise])],
])('%s notices', async (_how, look) => {
  const promise = noticed(Promise.reject(new Error('seen')))
  await Promise.resolve(look(promise)).catch(() => {})
  expect(promise.noticed).toBe(true)
})

test('whoever derives a promise is in charge of it', async () => {
  const derived = noticed(Promise.reject(new Error('theirs'))).then(() => {})
  expect(Object.getPrototypeOf(derived)).toBe(Promise.prototype)
  await turn()
  expect(unhandled).toHaveBeenCalledOnce()
})
