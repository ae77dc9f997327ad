import { describe, expect, test, vi } from 'vitest'
import { ProcessVersions, versionsOf } from './process-versions.ts'

describe('what happened since a load', () => {
  test('is nothing where nobody wrote, or before it', () => {
    const shared = new ProcessVersions()
    shared.write('a', () => {})
    expect(shared.changeSince('a', shared.tick, true)).toBe('none')
    expect(shared.changeSince('b', 0, true)).toBe('none')
  })

  test('is a write, also one that failed', () => {
    const shared = new ProcessVersions()
    const before = shared.tick
    const fail = (): void => {
      throw new Error('full')
    }
    expect(() => shared.write('a', fail)).toThrow('full')
    expect(shared.changeSince('a', before, true)).toBe('written')
  })

  test('is a write that was under way when the load began', async () => {
    const shared = new ProcessVersions()
    const written = shared.write('a', () => Promise.resolve())
    const during = shared.tick
    await written
    await Promise.resolve()
    expect(shared.changeSince('a', during, true)).toBe('written')
  })

  test('is an end, which stays one whatever is written', () => {
    const shared = new ProcessVersions()
    const before = shared.tick
    shared.end('a', () => {})
    shared.write('a', () => {})
    expect(shared.changeSince('a', before, true)).toBe('destroyed')
    expect(shared.changeSince('a', shared.tick, true)).toBe('none')
  })

  test('an end under way is over for a session that begins, and not for one that was loaded', async () => {
    const shared = new ProcessVersions()
    const ended = shared.end('a', () => Promise.resolve())
    const during = shared.tick
    await ended
    expect(shared.changeSince('a', during, true)).toBe('destroyed')
    expect(shared.changeSince('a', during, false)).toBe('none')
  })

  test.each([
    ['none of them', [false, false], 'written'],
    ['the first alone', [true, false], 'destroyed'],
    ['the second alone', [false, true], 'destroyed'],
  ] as const)('of two ends at once, is one where %s could be done', async (_which, done, expected) => {
    const shared = new ProcessVersions()
    const before = shared.tick
    const ends = done.map((isDone) =>
      shared.end('a', async () => {
        if (!isDone) throw new Error('full')
      }),
    )
    await Promise.allSettled(ends)
    await Promise.resolve()
    expect(shared.changeSince('a', before, true)).toBe(expected)
    expect(shared.changeSince('a', before, false)).toBe(expected)
  })

  test('counts as a write where it was so long ago that it is forgotten', () => {
    const shared = new ProcessVersions()
    const before = shared.tick
    for (let index = 0; index < 30_000; index += 1) shared.write(`${index}`, () => {})
    expect(shared.changeSince('0', before, true)).toBe('written')
    expect(shared.changeSince('never seen', shared.tick, true)).toBe('none')
  })
})

describe('the calls of one session', () => {
  /** Notes when each was begun and done; each is done when it is told to. */
  function calls() {
    const order: string[] = []
    const doors: (() => void)[] = []
    return {
      order,
      call: (name: string) => () =>
        new Promise<void>((resolve) => {
          order.push(name)
          doors.push(() => {
            order.push(`${name} done`)
            resolve()
          })
        }),
      async finish(): Promise<void> {
        for (let door = doors.shift(); door !== undefined; door = doors.shift()) {
          door()
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    }
  }

  test('wait for a touch, which may write all of the session', async () => {
    const shared = new ProcessVersions()
    const { order, call, finish } = calls()
    void shared.touch('a', call('touch'))
    void shared.touch('a', call('another touch'))
    void shared.end('a', call('end'))
    await finish()
    expect(order).toEqual(['touch', 'another touch', 'touch done', 'another touch done', 'end', 'end done'])
  })
})

describe('the writes of one session', () => {
  test('follow each other', async () => {
    const shared = new ProcessVersions()
    const order: string[] = []
    const slow = shared.write('a', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      order.push('first')
    })
    const quick = shared.write('a', () => void order.push('second'))
    shared.write('b', () => void order.push('of another'))
    await Promise.all([slow, quick])
    expect(order).toEqual(['of another', 'first', 'second'])
  })

  test('wait for none longer than five seconds', async () => {
    vi.useFakeTimers()
    const shared = new ProcessVersions()
    void shared.write('a', () => new Promise(() => {}))
    const next = vi.fn()
    void shared.write('a', next)
    await vi.advanceTimersByTimeAsync(4999)
    expect(next).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(next).toHaveBeenCalled()
    vi.useRealTimers()
  })
})

test('middlewares over one store share what they remember', () => {
  const store = {}
  expect(versionsOf(store)).toBe(versionsOf(store))
  expect(versionsOf(store)).not.toBe(versionsOf({}))
})
