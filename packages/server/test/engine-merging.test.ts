import { expect, test } from 'vitest'
import { z } from 'zod'
import { createSessions, memoryStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { countingStore, manualClock } from '../src/testing/index.ts'
import { byUser, createApp, secret, start, type TestOptions } from './app.ts'
import { codeOf, createBrowser, runRequest } from './browser.ts'

test('a default of a newer schema does not undo a change when another request comes between', async () => {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const old = createApp({ clock, store })
  const browser = createBrowser(old, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  const newer = createSessions({
    secret,
    clock,
    store,
    schema: z.object({ user: z.string().optional(), cart: z.array(z.string()).default([]) }),
  })
  const { cookieHeader } = browser
  await runRequest(
    newer,
    async ({ session }) => {
      session.cart.push('book')
      await runRequest(
        old,
        ({ session }) => {
          session.count = 1
        },
        { cookieHeader },
      )
    },
    { cookieHeader },
  )
  await runRequest(
    newer,
    ({ session }) => {
      expect(session.cart).toEqual(['book'])
    },
    { cookieHeader },
  )
})

test('two equal appends to one array both stay', async () => {
  const { run } = await start({}, ({ session }) => {
    session.log = ['first']
  })
  await run(async ({ session }) => {
    session.log?.push('visit')
    await run(({ session }) => {
      session.log?.push('visit')
    })
  })
  await run(({ session }) => {
    expect(session.log).toEqual(['first', 'visit', 'visit'])
  })
})

test('two equal appends one level down both stay', async () => {
  const { run } = await start({}, ({ session }) => {
    session.cart = { items: ['first'] }
  })
  const push = ({ session }: { session: { cart?: Record<string, unknown> } }): void => {
    const items = session.cart?.items
    if (Array.isArray(items)) items.push('visit')
  }
  await run(async (request) => {
    push(request)
    await run(push)
  })
  await run(({ session }) => {
    expect(session.cart).toEqual({ items: ['first', 'visit', 'visit'] })
  })
})

test('an identical text after a conflict is not written again', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const { run } = await start({ clock, store }, ({ session }) => {
    session.a = 1
  })
  await run(async ({ session }) => {
    session.c = 3
    await run(({ session }) => {
      session.b = 2
    })
    await session.save()
    store.calls.length = 0
  })
  expect(store.calls).toEqual([])
})

test('what the handler holds of the session is still the session after update()', async () => {
  const { browser } = await start({}, ({ session }) => {
    session.cart = { a: 1 }
    session.log = ['x']
  })
  await browser.visit(async ({ session }) => {
    const { cart, log } = session
    await session.update((data) => {
      data.count = 1
    })
    if (cart) cart.b = 2
    log?.push('y')
  })
  await browser.visit(({ session }) => {
    expect(session.cart).toEqual({ a: 1, b: 2 })
    expect(session.log).toEqual(['x', 'y'])
  })
})

test('what the handler holds of the session is still the session after a save that merged', async () => {
  const { run } = await start({}, ({ session }) => {
    session.cart = { a: 1 }
  })
  await run(async ({ session }) => {
    const { cart } = session
    session.count = 1
    await run(({ session }) => {
      if (session.cart) session.cart.c = 3
    })
    await session.save()
    if (cart) cart.b = 2
  })
  await run(({ session }) => {
    expect(session.cart).toEqual({ a: 1, b: 2, c: 3 })
  })
})

test('over a store that cannot rotate, a destroy in the middle of a rotation is final', async () => {
  const clock = manualClock()
  const memory = memoryStore({ clock })
  let destroyNow = (): Promise<unknown> => Promise.resolve()
  const store = aroundStore(
    memory,
    async (method, _args, call) => {
      if (method === 'create') await destroyNow()
      return call()
    },
    { immediate: false, rotate: false },
  )
  const { run } = await start({ clock, store: Object.assign(store, { rotate: undefined }) })
  destroyNow = () => {
    destroyNow = () => Promise.resolve()
    return run(({ session }) => session.destroy())
  }
  const code = await codeOf(run(({ session }) => session.rotate()))
  expect(memory.count()).toBe(0)
  expect(code).toBe('session-gone')
})

test('a destroy after somebody else rotated ends the session under its new sid too', async () => {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const { run } = await start({ clock, store, subject: byUser })
  const code = await codeOf(
    run(async ({ session }) => {
      session.user
      await run(({ session }) => session.rotate())
      await session.destroy()
    }),
  )
  expect(code).toBeUndefined()
  expect(store.list('ann')).toEqual([])
})

test('after reset, a write that meets another request wins', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const schema = z.object({ count: z.number().default(0) })
  const sessions = createSessions({ secret, clock, store, schema, onInvalid: 'reset' })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.count = 1
  })
  const key = store.calls[0]?.key ?? ''
  const record = await store.read(key)
  if (record) await store.write(key, { ...record, data: '{"count":"many"}' }, 1)
  await browser.visit(async ({ session }) => {
    session.count = 5
    await store.touch(key, clock.now())
  })
  await browser.visit(({ session }) => {
    expect(session.count).toBe(5)
  })
})

test('update() never decides on data that somebody else has changed since the load', async () => {
  const { run } = await start({}, ({ session }) => {
    session.count = 0
  })
  await run(async ({ session }) => {
    expect(session.count).toBe(0)
    await run((other) => Object.assign(other.session, { count: 5 }))
    await session.update((data) => {
      if (data.count === 0) throw new Error('sold out')
      data.count = (data.count ?? 0) - 1
    })
    expect(session.count).toBe(4)
  })
})

test('of two users who signed in at once, over a third, one stays whole', async () => {
  const clock = manualClock()
  const paths: unknown[] = []
  const asked: unknown[] = []
  const onEvent = (event: { type: string; path?: unknown }): void => void paths.push([event.type, event.path])
  const options: TestOptions[] = [
    { onEvent },
    {
      onConflict: (conflict) => {
        asked.push(conflict)
        return conflict.stored
      },
    },
  ]
  const admin = { id: 2, role: 'admin', isAdmin: true }
  const user = { id: 3, role: 'user' }
  for (const option of options) {
    const { browser, run } = await start({ clock, ...option }, ({ session }) =>
      Object.assign(session, { account: { id: 1 } }),
    )
    await run(async ({ session }) => {
      session.account = user
      await run((other) => Object.assign(other.session, { account: admin }))
    })
    await browser.visit(({ session }) => {
      expect(session.account).toEqual(option.onConflict === undefined ? user : admin)
    })
  }
  expect(paths).toEqual([['conflict', ['account']]])
  expect(asked).toEqual([{ path: ['account'], stored: admin, ours: user }])
})
