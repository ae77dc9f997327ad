import { describe, expect, test } from 'vitest'
import type { SessionEvent } from '../../src/index.ts'
import { legacyStore } from '../../src/store/legacy.ts'
import { manualClock } from '../../src/testing/index.ts'
import { createApp, type Handler, second, type TestOptions } from '../app.ts'
import { codeOf, createBrowser, runRequest } from '../browser.ts'
import { delayedStore, passTime } from './delayed-store.ts'

async function begin(delay: number, reread: 'auto' | 'always' = 'auto', options: TestOptions = {}) {
  const clock = manualClock()
  const inner = delayedStore(clock, delay)
  const events: SessionEvent[] = []
  const store = legacyStore(inner.store, { clock, reread })
  const sessions = createApp({ clock, store, onEvent: (event) => events.push(event), ...options })
  const [mine, others] = [createBrowser(sessions, clock), createBrowser(sessions, clock)]
  for (const browser of [mine, others]) {
    await passTime(
      clock,
      browser.visit(({ session }) => Object.assign(session, { user: 'ann' })),
    )
  }
  inner.state.calls.length = 0
  const { cookieHeader } = mine
  return {
    ...inner,
    clock,
    events,
    others,
    /** A request of the session. */
    run: (handler: Handler) => runRequest(sessions, handler, { cookieHeader }),
    /** What the session holds. */
    async data(): Promise<object> {
      let data = {}
      const read: Handler = ({ session }) => {
        data = { ...session }
      }
      await passTime(clock, runRequest(sessions, read, { cookieHeader }))
      return data
    },
  }
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index)

describe.each(['auto', 'always'] as const)('with reread %s', (reread) => {
  const kinds: [string, (index: number) => Handler][] = [
    ['assignments', (index) => (request) => Object.assign(request.session, { [`key${index}`]: index })],
    [
      'updates',
      (index) => (request) =>
        request.session.update((data) => {
          data[`key${index}`] = index
        }),
    ],
  ]

  test.each([
    ...kinds.map(([kind, write]) => [kind, 5, write] as const),
    // All together these take longer than any deadline.
    ...kinds.map(([kind, write]) => [kind, 150, write] as const),
  ])(
    '40 parallel %s over a store that takes %i ms are kept, for three calls each, and nobody is refused',
    async (_kind, delay, write) => {
      const { run, clock, state, events, others, data } = await begin(delay, reread)
      const writers = Promise.all(range(40).map((index) => run(write(index))))
      let visits = 0
      const isDone = { yet: false }
      const meanwhile = (async () => {
        while (!isDone.yet) {
          await others.visit(({ session }) => expect(session.user).toBe('ann'))
          visits += 1
        }
      })()
      await passTime(clock, writers)
      isDone.yet = true
      await passTime(clock, meanwhile)

      expect(visits).toBeGreaterThan(40)
      expect(state.calls.length - visits).toBeLessThanOrEqual(3 * 40)
      expect(events.filter(({ type }) => type !== 'conflict')).toEqual([])
      expect(await data()).toEqual({
        user: 'ann',
        ...Object.fromEntries(range(40).map((index) => [`key${index}`, index])),
      })
    },
  )
})

test('too many calls about one session are refused by name, at once, and nobody else is', async () => {
  const { run, clock, others, events, data } = await begin(5)
  const codes = Promise.all(
    range(150).map((index) => codeOf(run(({ session }) => Object.assign(session, { [`key${index}`]: 1 })))),
  )
  const other = others.visit(({ session }) => Object.assign(session, { theme: 'dark' }))
  const refused = (await passTime(clock, codes)).filter((code) => code !== undefined)
  expect(refused).toEqual(Array(49).fill('session-busy'))
  await other
  expect(events.filter(({ type }) => type !== 'conflict')).toEqual([])
  expect(Object.keys(await data())).toHaveLength(1 + 150 - 49)
  await passTime(
    clock,
    run(({ session }) => Object.assign(session, { again: true })),
  )
})

test('a store that hangs is given up by all who wait, and what they were to write is not written later', async () => {
  const { run, clock, state, events, data } = await begin(5)
  let loaded = 0
  const codes = Promise.all(
    range(5).map((index) =>
      codeOf(
        run(({ session }) => {
          session[`key${index}`] = session.user
          loaded += 1
          if (loaded === 5) state.isHanging = true
        }),
      ),
    ),
  )
  const start = clock.now()
  expect(await passTime(clock, codes)).toEqual(Array(5).fill('store-unavailable'))
  expect(clock.now() - start).toBeLessThan(2 * second + 20)
  expect(events.map(({ type }) => type)).toEqual(['store-down'])
  state.isHanging = false
  clock.advance(10 * second)
  await passTime(clock, new Promise((resolve) => void setImmediate(resolve)))
  expect(await data()).toEqual({ user: 'ann' })
})

describe('all calls of a request have one deadline', () => {
  test('where they take longer together, that request fails, and nobody else', async () => {
    const { run, clock, others, events, state } = await begin(5)
    state.delay = 900
    const start = clock.now()
    let saves = 0
    const slow = run(async ({ session }) => {
      for (;;) {
        session.count = saves
        await session.save()
        saves += 1
      }
    })
    const other = others.visit(({ session }) => expect(session.user).toBe('ann'))
    expect(await passTime(clock, codeOf(slow))).toBe('store-unavailable')
    // The load took 900 ms, and so did one save.
    expect(saves).toBe(1)
    expect(clock.now() - start).toBe(2 * second)
    await other
    await passTime(clock, others.visit())
    expect(events).toEqual([])
  })

  test('a call that is left alone so shows whether the store hangs when its own deadline is over', async () => {
    const { run, clock, events, state } = await begin(5)
    state.delay = 900
    const slow = run(async ({ session }) => {
      state.isHanging = true
      session.count = 1
      await session.save()
    })
    const start = clock.now()
    expect(await passTime(clock, codeOf(slow))).toBe('store-unavailable')
    expect(clock.now() - start).toBe(2 * second)
    const next = codeOf(run(({ session }) => session.user))
    clock.advance(900)
    // The store has hung for two seconds: whoever comes now is refused at once.
    expect(await codeOf(run(({ session }) => session.user))).toBe('store-unavailable')
    await passTime(clock, next)
    expect(events.map(({ type }) => type)).toEqual(['store-down'])
  })

  test('a request that lasts, and asks now and then, is never used up', async () => {
    const { run, clock, state } = await begin(5)
    state.delay = 900
    const socket = run(async ({ session }) => {
      for (const count of range(5)) {
        session.count = count
        await session.save()
        await new Promise<void>((resolve) => void clock.after(2 * second, resolve))
      }
    })
    expect(await passTime(clock, codeOf(socket))).toBeUndefined()
  })
})
