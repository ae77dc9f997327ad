import { expect, test } from 'vitest'
import { manualClock, slowStore } from '../testing/index.ts'
import { StoreBudget } from './guard/store-budget.ts'
import { guardStore } from './guard.ts'
import { memoryStore } from './memory.ts'

test('over a store that answers at once nothing is made for a request; over another, a deadline of its own', async () => {
  const clock = manualClock()
  const options = { timeout: 2_000, clock, onEvent: undefined }
  const near = guardStore(memoryStore({ clock }), options)
  near.store.read('key')
  expect(near.forRequest()).toBe(near.store)

  const far = guardStore(slowStore(memoryStore({ clock }), 1_500, clock), options)
  const read = far.store.read('key')
  clock.advance(1_500)
  await read
  const [one, other] = [far.forRequest(), far.forRequest()]
  const first = one.read('key')
  clock.advance(1_500)
  await first
  const second = one.read('key')
  const theirs = other.read('key')
  clock.advance(500)
  await expect(second).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('2000 ms for one request'),
  })
  expect(() => one.read('key')).toThrow('for one request')
  clock.advance(1_000)
  expect(await theirs).toBeUndefined()
})

test('a budget counts the time in which the store is asked, once', () => {
  const budget = new StoreBudget(1_000)
  expect(budget.left(5_000)).toBe(1_000)
  budget.begin(5_000)
  expect(budget.begin(5_100)).toBe(900)
  budget.end(5_200)
  expect(budget.left(5_300)).toBe(700)
  budget.end(5_400)
  expect([budget.left(5_400), budget.left(6_399)]).toEqual([600, 600])
  expect(budget.left(6_400)).toBe(1_000)
  expect(budget.begin(6_400)).toBe(1_000)
  budget.end(6_500)
  expect(budget.begin(7_000)).toBe(900)
  expect(budget.left(8_000)).toBe(-100)
})
