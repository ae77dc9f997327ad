import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createSessions, type MergeConflict, memoryStore, type SessionEvent } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { manualClock } from '../src/testing/index.ts'
import { byUser, type Handler, overlap, secret, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'
import { kindsOfStore, nextTurnStore } from './kinds-of-store.ts'

const twenty = Array.from({ length: 20 }, (_, index) => index)

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  const begin = (options: TestOptions = {}, first?: Handler) => {
    const clock = manualClock()
    return start({ clock, store: createStore(clock), ...options }, first)
  }

  describe('of twenty requests at once', () => {
    /** All have read before any is saved. */
    async function together(run: (handler: Handler) => Promise<unknown>, change: (index: number) => Handler) {
      let waiting = twenty.length
      let open = (): void => {}
      const allHaveRead = new Promise<void>((resolve) => {
        open = resolve
      })
      await Promise.all(
        twenty.map((index) =>
          run(async (request) => {
            expect(request.session.user).toBe('ann')
            waiting -= 1
            if (waiting === 0) open()
            await allHaveRead
            await change(index)(request)
          }),
        ),
      )
    }

    test('none loses its own key', async () => {
      const { run, data } = await begin()
      await together(run, (index) => ({ session }) => {
        session[`key${index}`] = index
      })
      expect(await data()).toEqual({
        user: 'ann',
        ...Object.fromEntries(twenty.map((index) => [`key${index}`, index])),
      })
    })

    test('none loses its key deep inside', async () => {
      const { run, data } = await begin({}, ({ session }) => {
        session.user = 'ann'
        session.cart = { books: {} }
      })
      await together(run, (index) => ({ session }) => {
        session.cart = { ...session.cart, books: { [index]: { amount: index } } }
      })
      const books = Object.fromEntries(twenty.map((index) => [index, { amount: index }]))
      expect(await data()).toEqual({ user: 'ann', cart: { books } })
    })

    test('none loses what it appended', async () => {
      const { run, data } = await begin({}, ({ session }) => {
        session.user = 'ann'
        session.log = ['first']
      })
      await together(
        run,
        (index) =>
          ({ session }) =>
            session.log?.push(`item ${index}`),
      )
      const { log } = (await data()) as { log: string[] }
      expect(log[0]).toBe('first')
      expect(log.slice(1).sort()).toEqual(twenty.map((index) => `item ${index}`).sort())
    })

    test('none loses an append that equals the others', async () => {
      const { run, data } = await begin({}, ({ session }) => {
        session.user = 'ann'
        session.log = []
      })
      await together(
        run,
        () =>
          ({ session }) =>
            session.log?.push('visit'),
      )
      expect(await data()).toEqual({ user: 'ann', log: twenty.map(() => 'visit') })
    })

    test('none loses a count by update()', async () => {
      const { run, data } = await begin()
      await together(
        run,
        () =>
          ({ session }) =>
            session.update((data) => {
              data.count = (data.count ?? 0) + 1
            }),
      )
      expect(await data()).toEqual({ user: 'ann', count: 20 })
    })

    test('of plain assignments to one key one stays whole, and each that lost a race says so', async () => {
      const events: SessionEvent[] = []
      const { run, data } = await begin({ onEvent: (event) => events.push(event) })
      await together(run, (index) => ({ session }) => {
        session.count = index + 1
      })
      const { count } = (await data()) as { count: number }
      expect(twenty).toContain(count - 1)
      expect(events).toContainEqual({ type: 'conflict', path: ['count'] })
    })
  })

  describe('of two requests that overlap', () => {
    test('the later assignment stays', async () => {
      const events: SessionEvent[] = []
      const app = await begin({ onEvent: (event) => events.push(event) })
      await overlap(
        app,
        ({ session }) => {
          session.cart = { color: 'red' }
        },
        ({ session }) => {
          session.cart = { color: 'blue' }
        },
      )
      expect(await app.data()).toEqual({ user: 'ann', cart: { color: 'blue' } })
      expect(events).toEqual([{ type: 'conflict', path: ['cart'] }])
    })

    test('`onConflict` decides, knowing where and between what', async () => {
      const seen: MergeConflict[] = []
      const app = await begin({
        onConflict: (conflict) => {
          seen.push(conflict)
          return Math.max(Number(conflict.stored), Number(conflict.ours))
        },
      })
      await overlap(
        app,
        ({ session }) => {
          session.count = 9
        },
        ({ session }) => {
          session.count = 5
        },
      )
      expect(await app.data()).toEqual({ user: 'ann', count: 9 })
      expect(seen).toEqual([{ path: ['count'], stored: 9, ours: 5 }])
    })

    test.each(['the deletion', 'the change below it'])(
      'a deleted key stays deleted when %s comes first',
      async (first) => {
        const app = await begin({}, ({ session }) => {
          session.user = 'ann'
          session.cart = { book: { amount: 1 } }
        })
        const remove: Handler = ({ session }) => {
          delete session.cart
        }
        const change: Handler = ({ session }) => {
          Object.assign(session.cart?.book ?? {}, { amount: 2 })
        }
        await (first === 'the deletion' ? overlap(app, remove, change) : overlap(app, change, remove))
        expect(await app.data()).toEqual({ user: 'ann' })
      },
    )

    test('a merge that does not fit the schema writes nothing', async () => {
      const schema = z
        .object({
          from: z.number().default(0),
          to: z.number().default(10),
        })
        .refine(({ from, to }) => from <= to)
      const clock = manualClock()
      const sessions = createSessions({ secret, clock, schema, store: createStore(clock) })
      const browser = createBrowser(sessions, clock)
      await browser.visit(({ session }) => {
        session.from = 1
      })
      const { cookieHeader } = browser
      const late = runRequest(
        sessions,
        async ({ session }) => {
          session.from = 8
          await runRequest(
            sessions,
            (request) => {
              request.session.to = 5
            },
            { cookieHeader },
          )
        },
        { cookieHeader },
      )
      expect(await codeOf(late)).toBe('session-conflict')
      await browser.visit(({ session }) => expect({ ...session }).toEqual({ from: 1, to: 5 }))
    })

    test('a merge never crosses an identity: nothing is written', async () => {
      const clock = manualClock()
      const store = createStore(clock)
      const app = await start({ clock, store, subject: byUser })
      const [stored] = (await store.list?.('ann')) ?? []
      const code = await codeOf(
        app.run(async ({ session }) => {
          session.count = 1
          if (stored === undefined) return
          // As another server does whose sign-in keeps the sid.
          const bobs = { ...stored.record, subject: 'bob', data: '{"user":"bob"}' }
          await store.write(stored.key, bobs, stored.record.version)
        }),
      )
      expect(code).toBe('session-conflict')
      expect(await app.data()).toEqual({ user: 'bob' })
    })
  })

  test('a change after a save in the middle is saved as well', async () => {
    const { run, data } = await begin()
    await run(async ({ session }) => {
      session.first = 1
      await session.save()
      session.second = 2
    })
    expect(await data()).toEqual({ user: 'ann', first: 1, second: 2 })
  })

  test('a change while a save is under way is saved as well', async () => {
    const { run, data } = await begin()
    await run(async ({ session }) => {
      session.first = 1
      const saved = session.save()
      session.second = 2
      await saved
    })
    expect(await data()).toEqual({ user: 'ann', first: 1, second: 2 })
  })

  test('a change after the first byte is saved before the last', async () => {
    const { browser, data } = await begin()
    await browser.visit(({ session }) => session.user, {
      afterHeaders: ({ session }) => {
        session.count = 1
      },
    })
    expect(await data()).toEqual({ user: 'ann', count: 1 })
  })
})

test('whatever order the store answers in, requests lose nothing of what they wrote', async () => {
  const action = fc.constantFrom('key', 'append', 'count', 'touch', 'unread')
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(action, { minLength: 2, maxLength: 6 }),
      async (scheduler, actions) => {
        const clock = manualClock()
        const memory = memoryStore({ clock })
        let isScheduled = false
        const store = aroundStore(
          memory,
          async (method, _args, call) => {
            if (isScheduled) await scheduler.schedule(Promise.resolve(), `${method} leaves`)
            const answer = call()
            if (isScheduled) await scheduler.schedule(Promise.resolve(), `${method} is back`)
            return answer
          },
          { immediate: false },
        )
        const app = await start({ clock, store }, ({ session }) => {
          session.user = 'ann'
          session.log = []
          session.cart = {}
        })
        isScheduled = true
        const requests = actions.map((kind, index) =>
          app.run(async ({ session }) => {
            if (kind === 'key') session.cart = { ...session.cart, [index]: index }
            if (kind === 'append') session.log?.push(`${index}`)
            if (kind === 'count')
              await session.update((data) => {
                data.count = (data.count ?? 0) + 1
              })
            if (kind === 'touch') session.touch()
          }),
        )
        await scheduler.waitFor(Promise.all(requests))
        isScheduled = false
        const of = (kind: string): string[] =>
          actions.flatMap((one, index) => (one === kind ? [`${index}`] : []))
        const { log, cart, count = 0 } = (await app.data()) as { log: string[]; cart: object; count?: number }
        expect(log.sort()).toEqual(of('append'))
        expect(Object.keys(cart).sort()).toEqual(of('key'))
        expect(count).toBe(of('count').length)
      },
    ),
    { numRuns: 60 },
  )
})

test('a store that answers later lets requests come between each other', async () => {
  const clock = manualClock()
  const seen: string[] = []
  const store = aroundStore(nextTurnStore(memoryStore({ clock })), (method, _args, call) => {
    seen.push(method)
    return call()
  })
  const { run } = await start({ clock, store })
  seen.length = 0
  await Promise.all(
    [1, 2].map((count) =>
      run(({ session }) => {
        session.count = count
      }),
    ),
  )
  expect(seen).toEqual(['read', 'read', 'write', 'write', 'write'])
})
