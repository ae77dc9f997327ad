import { describe, expect, test } from 'vitest'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

describe.each(kindsOfStore)('update() over %s', (_kind, createStore) => {
  const begin = (options: TestOptions = {}) => {
    const clock = manualClock()
    return start({ clock, store: createStore(clock), ...options })
  }

  test('gets the newest data with what this request has not saved yet', async () => {
    const { run, data } = await begin()
    await run(async ({ session }) => {
      session.mine = 1
      await run((other) => {
        other.session.theirs = 2
      })
      await session.update((newest) => {
        newest.sum = Number(newest.mine) + Number(newest.theirs ?? 0)
      })
      expect({ ...session }).toEqual({ user: 'ann', mine: 1, theirs: 2, sum: 3 })
    })
    expect(await data()).toEqual({ user: 'ann', mine: 1, theirs: 2, sum: 3 })
  })

  test('runs again when somebody came between, and only the last run counts', async () => {
    const clock = manualClock()
    let isCrossed = false
    let cross = async (): Promise<unknown> => undefined
    const store = aroundStore(
      createStore(clock),
      async (method, _args, call) => {
        if (method === 'write' && !isCrossed) {
          isCrossed = true
          await cross()
        }
        return call()
      },
      { immediate: false },
    )
    const app = await start({ clock, store })
    cross = () =>
      app.run(({ session }) => {
        session.count = 10
      })
    const seen: unknown[] = []
    await app.run(({ session }) =>
      session.update((data) => {
        seen.push(data.count)
        data.count = (data.count ?? 0) + 1
      }),
    )
    expect(seen).toEqual([undefined, 10])
    expect(await app.data()).toEqual({ user: 'ann', count: 11 })
  })

  test('takes what the function returns in place of the data', async () => {
    const { run, data } = await begin()
    await run(({ session }) => session.update(({ user = '' }) => ({ user, count: 1 })))
    expect(await data()).toEqual({ user: 'ann', count: 1 })
  })

  test('refreshes req.session in place: what comes later is written, and nothing else', async () => {
    const { run, data } = await begin()
    await run(async ({ session }) => {
      await session.update((newest) => {
        newest.count = 1
      })
      await run((other) => {
        other.session.count = 100
      })
      expect(session.count).toBe(1)
      session.later = true
    })
    expect(await data()).toEqual({ user: 'ann', count: 100, later: true })
  })

  test('creates a new session', async () => {
    const clock = manualClock()
    const browser = createBrowser(createApp({ clock, store: createStore(clock) }), clock)
    await browser.visit(({ session }) =>
      session.update((data) => {
        data.count = 1
      }),
    )
    await browser.visit(({ session }) => expect({ ...session }).toEqual({ count: 1 }))
  })

  test('rejects with session-gone on a session that ended meanwhile', async () => {
    const { run } = await begin()
    await run(async ({ session }) => {
      expect(session.user).toBe('ann')
      await run((other) => other.session.destroy())
      expect(
        await codeOf(
          session.update((data) => {
            data.count = 1
          }),
        ),
      ).toBe('session-gone')
    })
  })

  test('rejects with session-gone after its own destroy()', async () => {
    const { run } = await begin()
    await run(async ({ session }) => {
      await session.destroy()
      expect(await codeOf(session.update(() => {}))).toBe('session-gone')
    })
  })

  test('refuses an asynchronous function, and writes nothing', async () => {
    const { run, data } = await begin()
    await run(async ({ session }) => {
      // @ts-expect-error The type refuses it as well.
      const update = session.update(async (data) => {
        data.count = 1
        throw new Error('late')
      })
      expect(await codeOf(update)).toBe('option-invalid')
    })
    expect(await data()).toEqual({ user: 'ann' })
  })

  test('rejects with what the function throws, and writes nothing', async () => {
    const { run, data } = await begin()
    await run(async ({ session }) => {
      const sold = new Error('sold out')
      const update = session.update((data) => {
        data.count = 1
        throw sold
      })
      expect(await codeOf(update)).toBe(sold)
      expect(session.count).toBeUndefined()
    })
    expect(await data()).toEqual({ user: 'ann' })
  })
})
