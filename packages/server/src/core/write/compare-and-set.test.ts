import { describe, expect, test } from 'vitest'
import { second } from '../../../test/durations.ts'
import { memoryStore } from '../../index.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { NewRecord, SessionRecord, SessionStore } from '../../store/store.ts'
import { aroundStore } from '../../testing/around-store.ts'
import { manualClock } from '../../testing/index.ts'
import { type Change, compareAndSet } from './compare-and-set.ts'

const clock = manualClock()
const now = clock.now()
const first: NewRecord = {
  id: 'stay',
  data: '{}',
  createdAt: now,
  expiresAt: now + 1000,
  endsAt: null,
  idleTimeout: second,
  persistent: true,
  subject: null,
}
const loaded: SessionRecord = { ...first, version: 1 }
const next = (current: SessionRecord): NewRecord => ({ ...current, data: '{"count":1}' })
const staying: Change = { key: 'old', newKey: () => undefined, loaded, newest: loaded, next, now }
const moving: Change = { ...staying, newKey: () => 'new' }

/** A store that holds `first`, and does something else where `instead` says so. */
function storeWith(instead: (method: string, args: readonly unknown[]) => (() => unknown) | undefined) {
  const memory = memoryStore({ clock })
  memory.create('old', first)
  return { memory, store: aroundStore(memory, (method, args, call) => (instead(method, args) ?? call)()) }
}

/** The same without `rotate`: what moves is written in steps. */
function inSteps(store: SessionStore): SessionStore {
  return Object.create(store, { rotate: { value: undefined } })
}

async function failureOf(work: () => MaybePromise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return 'it did not fail'
}

describe('over a store that answers a write with a conflict', () => {
  /** Lets somebody else through before each of so many writes. */
  function contended(conflicts: number) {
    let writes = 0
    const { store } = storeWith((method) =>
      method === 'write' && ++writes <= conflicts
        ? () => ({ status: 'conflict', current: loaded })
        : undefined,
    )
    return { store, writes: () => writes }
  }

  test('it is tried a thousand times', async () => {
    const { store, writes } = contended(999)
    expect(await compareAndSet(store, staying)).toMatchObject({ data: '{"count":1}', version: 2 })
    expect(writes()).toBe(1000)
  })

  test('and not once more', async () => {
    const { store, writes } = contended(1000)
    expect(await failureOf(() => compareAndSet(store, staying))).toMatchObject({
      code: 'session-conflict',
      message: expect.stringContaining('a thousand times'),
    })
    expect(writes()).toBe(1000)
  })

  test('a session that became somebody else’s is left to them', async () => {
    const { store } = storeWith((method) =>
      method === 'write' ? () => ({ status: 'conflict', current: { ...loaded, subject: 'bob' } }) : undefined,
    )
    expect(await failureOf(() => compareAndSet(store, staying))).toMatchObject({
      code: 'session-conflict',
      message: expect.stringContaining('somebody else'),
    })
  })
})

describe('a move in steps', () => {
  test('leads from the old key to the new one', async () => {
    const { memory, store } = storeWith(() => undefined)
    expect(await compareAndSet(inSteps(store), moving)).toMatchObject({ data: '{"count":1}', version: 2 })
    expect(await memory.read('new')).toMatchObject({ data: '{"count":1}', version: 2 })
    expect(await memory.read('old')).toMatchObject({ data: '["rotated","new"]', idleTimeout: 0 })
  })

  const down = new Error('down')
  const fail = (): never => {
    throw down
  }

  test.each([
    ['thrown', fail],
    ['rejected', async () => fail()],
  ])('whose second step fails, %s, fails with its error, and leaves nothing new', async (_, failing) => {
    const { memory, store } = storeWith((method) => (method === 'write' ? failing : undefined))
    expect(await failureOf(() => compareAndSet(inSteps(store), moving))).toBe(down)
    expect(await memory.read('new')).toBeUndefined()
    expect(await memory.read('old')).toEqual(loaded)
  })

  test('fails with the first error, where what it began cannot be undone either', async () => {
    const { store } = storeWith((method) => {
      if (method === 'delete') return () => Promise.reject(new Error('still down'))
      return method === 'write' ? fail : undefined
    })
    expect(await failureOf(() => compareAndSet(inSteps(store), moving))).toBe(down)
  })

  test('whose second step fails for a session that ended meanwhile leaves nothing', async () => {
    const { memory, store } = storeWith((method) => {
      if (method !== 'write') return undefined
      return () => {
        memory.delete('old')
        return fail()
      }
    })
    expect(await failureOf(() => compareAndSet(inSteps(store), moving))).toBe(down)
    expect(memory.count()).toBe(0)
  })

  test('keeps the new record where nobody knows whether its second step was stored', async () => {
    const { memory, store } = storeWith((method) =>
      method === 'write' || method === 'read' ? fail : undefined,
    )
    expect(await failureOf(() => compareAndSet(inSteps(store), moving))).toBe(down)
    expect(memory.read('new')).toMatchObject({ data: '{"count":1}' })
  })

  test('of a session that ended meanwhile leaves nothing', async () => {
    const { memory, store } = storeWith(() => undefined)
    await memory.delete('old')
    expect(await failureOf(() => compareAndSet(inSteps(store), moving))).toMatchObject({
      code: 'session-gone',
    })
    expect(await memory.count?.()).toBe(0)
  })
})
