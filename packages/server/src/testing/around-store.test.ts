import { expect, test, vi } from 'vitest'
import type { SessionRecord, SessionStore } from '../store/store.ts'
import { countingStore } from './counting-store.ts'
import { manualClock } from './manual-clock.ts'
import { slowStore } from './slow-store.ts'

const record: SessionRecord = {
  id: 'stay',
  data: '{}',
  createdAt: 0,
  expiresAt: 1,
  endsAt: null,
  idleTimeout: 1,
  persistent: true,
  subject: null,
  version: 1,
}

class TinyStore implements SessionStore {
  readonly abilities = {
    compareAndSet: true,
    immediate: true,
    rotate: false,
    subjects: false,
    sweep: false,
    watch: false,
  }
  readonly #records = new Map([['k', record]])
  read(key: string) {
    return this.#records.get(key)
  }
  create(): void {
    throw new Error('no room')
  }
  write() {
    return { status: 'gone' as const }
  }
  touch() {
    return undefined
  }
  delete(key: string) {
    const found = this.#records.get(key)
    this.#records.delete(key)
    return found
  }
}

test('countingStore answers what the store answers, and writes down each call', () => {
  const store = countingStore(new TinyStore())
  expect(store.read('k')).toBe(record)
  expect(store.delete('k')).toBe(record)
  expect(store.read('k')).toBeUndefined()
  expect(store.calls).toEqual([
    { method: 'read', key: 'k' },
    { method: 'delete', key: 'k' },
    { method: 'read', key: 'k' },
  ])
  expect(store.sweep).toBeUndefined()
  expect(store.abilities.immediate).toBe(true)
})

test('slowStore acts at once and answers when its delay has passed', async () => {
  const clock = manualClock()
  const fast = new TinyStore()
  const store = slowStore(fast, 40, clock)
  expect(store.abilities).toEqual({ ...fast.abilities, immediate: false })

  const seen = vi.fn()
  const answer = Promise.resolve(store.delete('k')).then(seen)
  expect(fast.read('k')).toBeUndefined()
  clock.advance(39)
  await new Promise(setImmediate)
  expect(seen).not.toHaveBeenCalled()
  clock.advance(1)
  await answer
  expect(seen).toHaveBeenCalledExactlyOnceWith(record)
})

test('slowStore turns what was thrown into a late rejection', async () => {
  const clock = manualClock()
  const answer = slowStore(new TinyStore(), 40, clock).create('k', record)
  clock.advance(40)
  await expect(answer).rejects.toThrow('no room')
})

test('a frozen store can be wrapped, and wrappers can be stacked', () => {
  const store = countingStore(countingStore(Object.freeze(new TinyStore())))
  expect(store.read('k')).toBe(record)
  expect(store.calls).toHaveLength(1)
})
