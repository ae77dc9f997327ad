import { describe, expect, test } from 'vitest'
import { memoryStore, type SessionEvent } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { minute, second, start, type TestOptions } from './app.ts'
import { codeOf, runRequest } from './browser.ts'

type Health = 'well' | 'throws' | 'hangs'

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** A signed-in browser whose store can fall ill. */
async function begin(options: TestOptions = {}, immediate = false) {
  const clock = manualClock()
  const state: { health: Health; calls: string[] } = { health: 'well', calls: [] }
  const late: (() => void)[] = []
  const store = aroundStore(
    memoryStore({ clock }),
    (method, _args, call) => {
      state.calls.push(method)
      if (state.health === 'throws') throw new Error('connection refused')
      if (state.health === 'hangs') return new Promise((resolve) => late.push(() => resolve(call())))
      return immediate ? call() : Promise.resolve(call())
    },
    { immediate },
  )
  const events: SessionEvent[] = []
  const app = await start({ clock, store, onEvent: (event) => events.push(event), ...options })
  state.calls.length = 0
  return {
    ...app,
    clock,
    state,
    events,
    late,
    /** The code that a request over the hanging store ends with, after the deadline. */
    async meetDeadline(timeout = 2 * second): Promise<unknown> {
      const code = codeOf(app.browser.visit())
      await turn()
      clock.advance(timeout)
      return code
    },
  }
}

test.each(['throws', 'hangs'] as const)(
  'a store that %s never gives an anonymous session',
  async (health) => {
    const { state, clock, browser, run, data } = await begin()
    state.health = health
    let hasRun = false
    const code = codeOf(run(() => (hasRun = true)))
    await turn()
    clock.advance(2 * second)
    expect(await code).toBe('store-unavailable')
    expect(hasRun).toBe(false)
    state.health = 'well'
    clock.advance(second)
    await codeOf(browser.visit())
    await turn()
    expect(await data()).toEqual({ user: 'ann' })
  },
)

test.each(['throws', 'hangs'] as const)(
  'with when-read a store that %s fails the reader alone',
  async (health) => {
    const { state, clock, browser, run } = await begin({ onLoadError: 'when-read' })
    state.health = health
    const unread = browser.visit()
    await turn()
    clock.advance(2 * second)
    expect((await unread).setCookie).toBeUndefined()
    await run(({ context }) => {
      for (let looks = 0; looks < 2; looks++) {
        expect(() => context.getSession()).toThrow(
          expect.objectContaining({ code: 'store-unavailable', status: 503 }),
        )
      }
    })
  },
)

test('with when-read a write is refused as well, and nothing is written', async () => {
  const { state, run, data } = await begin({ onLoadError: 'when-read' })
  state.health = 'throws'
  const assign = run((request) => {
    request.session = { count: 1 }
  })
  expect(await codeOf(assign)).toBe('store-unavailable')
  state.health = 'well'
  expect(await data()).toEqual({ user: 'ann' })
})

test('a visitor without a cookie is not concerned', async () => {
  const { state, sessions } = await begin()
  state.health = 'throws'
  await runRequest(sessions, ({ session }) => expect(session.isNew).toBe(true))
})

test('a save that fails fails the response, and the cause is kept', async () => {
  const { state, run } = await begin()
  const save = run(({ session }) => {
    session.count = 1
    state.health = 'throws'
  })
  await expect(save).rejects.toMatchObject({
    code: 'store-unavailable',
    status: 503,
    cause: { message: 'connection refused' },
  })
})

describe.each([
  ['far', false],
  ['near', true],
])('an implicit touch over a %s store', (_where, immediate) => {
  test.each([
    ['throws', true],
    ['throws', false],
    ['hangs', true],
    ['hangs', false],
  ] as const)('that %s fails no response (which read the session: %s)', async (health, isRead) => {
    const { state, clock, browser } = await begin({}, immediate)
    clock.advance(5 * minute)
    const response = browser.visit(({ context }) => {
      if (isRead) context.getSession()
      state.health = health
    })
    await turn()
    clock.advance(2 * second)
    expect((await response).setCookie).toBeUndefined()
  })

  test('that the handler asked for does fail it', async () => {
    const { state, browser } = await begin({}, immediate)
    const response = browser.visit(({ session }) => {
      session.touch()
      state.health = 'throws'
    })
    expect(await codeOf(response)).toBe('store-unavailable')
  })
})

describe('after one deadline', () => {
  test('further calls fail at once, without asking the store', async () => {
    const { state, browser, meetDeadline } = await begin()
    state.health = 'hangs'
    expect(await meetDeadline()).toBe('store-unavailable')
    state.calls.length = 0
    expect(await Promise.all([1, 2, 3].map(() => codeOf(browser.visit())))).toEqual(
      Array(3).fill('store-unavailable'),
    )
    expect(state.calls).toEqual([])
  })

  test('the store is asked every 500 ms whether it is back, once', async () => {
    const { state, clock, browser, meetDeadline } = await begin()
    state.health = 'hangs'
    await meetDeadline()
    state.calls.length = 0
    clock.advance(499)
    await codeOf(browser.visit())
    expect(state.calls).toEqual([])
    clock.advance(1)
    await Promise.all([1, 2, 3].map(() => codeOf(browser.visit())))
    expect(state.calls).toEqual(['read'])
  })

  test.each(['well', 'throws'] as const)('a store that is %s is used again', async (health) => {
    const { state, clock, browser, meetDeadline, events } = await begin()
    state.health = 'hangs'
    await meetDeadline()
    state.health = health
    clock.advance(500)
    await codeOf(browser.visit())
    await turn()
    state.health = 'well'
    await browser.visit(({ session }) => expect(session.user).toBe('ann'))
    expect(events).toEqual([
      { type: 'store-down', error: expect.objectContaining({ code: 'store-unavailable' }) },
      { type: 'store-up' },
    ])
  })

  test('an answer that comes late brings the store back, and changes no response', async () => {
    const { browser, late, state, meetDeadline, events } = await begin()
    state.health = 'hangs'
    expect(await meetDeadline()).toBe('store-unavailable')
    state.health = 'well'
    for (const answer of late) answer()
    await turn()
    expect(events.at(-1)).toEqual({ type: 'store-up' })
    await browser.visit(({ session }) => expect(session.user).toBe('ann'))
  })
})

test('storeTimeout says how long a call may take', async () => {
  const { browser, clock, state } = await begin({ storeTimeout: 100 })
  state.health = 'hangs'
  let code: unknown
  const response = codeOf(browser.visit()).then((value) => {
    code = value
  })
  await turn()
  clock.advance(99)
  await turn()
  expect(code).toBeUndefined()
  clock.advance(1)
  await response
  expect(code).toBe('store-unavailable')
})

test('storeTimeout: null waits as long as it takes', async () => {
  const { browser, clock, late, state, events } = await begin({
    storeTimeout: null,
    idleTimeout: 60 * minute,
  })
  state.health = 'hangs'
  const response = browser.visit(({ session }) => session.user)
  await turn()
  clock.advance(10 * minute)
  state.health = 'well'
  for (const answer of late) answer()
  await response
  expect(events).toEqual([])
})
