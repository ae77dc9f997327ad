import { setImmediate as settle } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { isPromise } from '../../maybe-promise.ts'
import { type ManualClock, manualClock } from '../../testing/index.ts'
import { QueuedCall } from '../queued-call.ts'
import type { WriteResult } from '../store.ts'
import { Turns } from './turns.ts'

const record = {
  id: 'stay',
  data: '{}',
  createdAt: 0,
  expiresAt: 1,
  endsAt: null,
  idleTimeout: 1,
  persistent: true,
  subject: null,
}
const conflictWith = (version: number): WriteResult => ({
  status: 'conflict',
  current: { ...record, version },
})
const written: WriteResult = { status: 'written', version: 2 }

/** Calls of a store that the test answers, and what was asked in which order. */
function rig() {
  const turns = new Turns('legacyStore')
  const clock: ManualClock = manualClock()
  const asked: string[] = []
  const open = new Map<string, { resolve(value: unknown): void; reject(error: Error): void }>()
  const call = (name: string) => (): Promise<unknown> => {
    asked.push(name)
    return new Promise((resolve, reject) => void open.set(name, { resolve, reject }))
  }
  return {
    turns,
    clock,
    asked,
    take: (name: string, key = 'key') => turns.take(key, clock, call(name)),
    write: (name: string, version: number, isRetry: (value: boolean) => void = () => {}) =>
      turns.write('key', clock, version, async (value) => {
        isRetry(value)
        return (await call(name)()) as WriteResult
      }),
    async answer(name: string, value: unknown = name): Promise<void> {
      open.get(name)?.resolve(value)
      await settle()
    },
    async fail(name: string): Promise<void> {
      open.get(name)?.reject(new Error(name))
      await settle()
    },
  }
}

test('a call that nobody is before is made at once, and its answer is handed on as it is', () => {
  const { turns, clock } = rig()
  expect(turns.take('key', clock, () => 'now')).toBe('now')
  expect(clock.pending).toBe(0)
})

test('calls about one key are made one after the other, and about another meanwhile', async () => {
  const { take, answer, asked, clock } = rig()
  const answers = [take('one'), take('two'), take('three')]
  take('other', 'another key')
  expect(asked).toEqual(['one', 'other'])
  await answer('one')
  expect(asked).toEqual(['one', 'other', 'two'])
  await answer('two')
  await answer('three')
  expect(asked).toEqual(['one', 'other', 'two', 'three'])
  expect(await Promise.all(answers)).toEqual(['one', 'two', 'three'])
  await answer('other')
  // Nothing is left over: no timer, and nobody to wait for.
  expect(clock.pending).toBe(0)
  take('four')
  expect(asked.at(-1)).toBe('four')
})

test('a call that fails lets the next go ahead', async () => {
  const { take, fail, asked, clock } = rig()
  const one = take('one')
  take('two')
  if (isPromise(one)) one.then(undefined, () => {})
  await fail('one')
  expect(asked).toEqual(['one', 'two'])
  expect(clock.pending).toBe(1)
})

test.each([
  ['answers at once', () => 'now'],
  [
    'throws',
    () => {
      throw new Error('down')
    },
  ],
])('a call that waited and then %s lets the next go ahead', async (_, second) => {
  const { turns, clock, take, answer, asked } = rig()
  take('one')
  const two = turns.take<unknown>('key', clock, second)
  if (isPromise(two)) two.then(undefined, () => {})
  take('three')
  await answer('one')
  expect(asked).toEqual(['one', 'three'])
})

describe('a call that is not answered', () => {
  test('is waited for ten seconds', async () => {
    const { take, asked, clock } = rig()
    take('one')
    take('two')
    clock.advance(9_999)
    expect(asked).toEqual(['one'])
    clock.advance(1)
    expect(asked).toEqual(['one', 'two'])
  })

  test('and answered later, ends the turn of no other', async () => {
    const { take, answer, fail, asked, clock } = rig()
    for (const name of ['one', 'two']) {
      const late = take(name)
      if (isPromise(late)) late.then(undefined, () => {})
    }
    take('three')
    take('four')
    clock.advance(10_000)
    await answer('one')
    expect(asked).toEqual(['one', 'two'])
    clock.advance(10_000)
    await fail('two')
    expect(asked).toEqual(['one', 'two', 'three'])
  })

  test('nor does it with a conflict', async () => {
    const { write, take, answer, asked, clock } = rig()
    write('one', 1)
    take('two')
    take('three')
    clock.advance(10_000)
    await answer('one', conflictWith(5))
    expect(asked).toEqual(['one', 'two'])
    // And nobody may go ahead for it.
    write('again', 5)
    expect(asked).toEqual(['one', 'two'])
  })
})

describe('of many', () => {
  test('a hundred wait, and one more is refused', () => {
    const { take } = rig()
    take('first')
    for (let waiting = 0; waiting < 100; waiting += 1) take(`${waiting}`)
    expect(() => take('one more')).toThrow(
      expect.objectContaining({ code: 'session-busy', message: expect.stringContaining('100 calls') }),
    )
    expect(() => take('of another', 'another key')).not.toThrow()
  })

  test('one that leaves is not asked, and its place is free', async () => {
    const { take, answer, asked } = rig()
    take('first')
    const [, left] = Array.from({ length: 100 }, (_, index) => take(`${index}`))
    if (!(left instanceof QueuedCall)) throw new Error('it did not wait')
    left.then(undefined, () => {})
    left.leave(new Error('gave up'))
    expect(() => take('one more')).not.toThrow()
    await answer('first')
    await answer('0')
    expect(asked).toEqual(['first', '0', '2'])
  })
})

describe('a write that conflicted', () => {
  test('is made again in its turn, over the version that it was told of', async () => {
    const { write, take, answer, asked } = rig()
    const retries: boolean[] = []
    const retry = (value: boolean): void => void retries.push(value)
    const first = Promise.resolve(write('write', 1, retry)).then((result) =>
      result.status === 'conflict' ? write('again', result.current.version, retry) : result,
    )
    take('next')
    await answer('write', conflictWith(5))
    expect(asked).toEqual(['write', 'again'])
    await answer('again', written)
    expect(await first).toEqual(written)
    expect(asked).toEqual(['write', 'again', 'next'])
    expect(retries).toEqual([false, true])
  })

  test('is not waited for where its caller lets it be', async () => {
    const { write, take, answer, asked, clock } = rig()
    write('write', 1)
    take('next')
    await answer('write', conflictWith(5))
    expect(asked).toEqual(['write', 'next'])
    await answer('next')
    expect(clock.pending).toBe(0)
    // Nor may anybody later take it for theirs.
    const retries: boolean[] = []
    write('late', 5, (value) => retries.push(value))
    expect(retries).toEqual([false])
  })

  test.each([
    ['over another version', 6],
    ['over the version that it was made over', 1],
  ])('goes to the end, %s', async (_, version) => {
    const { write, take, answer, asked } = rig()
    void Promise.resolve(write('write', 1)).then(() => write('again', version))
    take('next')
    await answer('write', conflictWith(5))
    await answer('next')
    expect(asked).toEqual(['write', 'next', 'again'])
  })

  test('is tried once in its turn: what others write meanwhile is no retry', async () => {
    const { write, answer, asked } = rig()
    const retries: boolean[] = []
    void Promise.resolve(write('write', 1)).then(() => {
      write('again', 5, (value) => retries.push(value))
      write('other', 5, (value) => retries.push(value))
    })
    await answer('write', conflictWith(5))
    expect(asked).toEqual(['write', 'again'])
    await answer('again', written)
    expect(asked).toEqual(['write', 'again', 'other'])
    expect(retries).toEqual([true, false])
  })

  test.each([
    [null],
    [undefined],
    ['text'],
    [{}],
    [{ current: null }],
    [{ current: 'text' }],
    [{ current: {} }],
    [{ current: { version: '5' } }],
  ])('is not what answers %j', async (value) => {
    const { take, answer, asked, write } = rig()
    const retries: boolean[] = []
    void Promise.resolve(take('one')).then(() => write('two', 5, (isRetry) => retries.push(isRetry)))
    await answer('one', value)
    expect(asked).toEqual(['one', 'two'])
    expect(retries).toEqual([false])
  })
})
