import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createSessions, memoryStore } from '../src/index.ts'
import { aroundStore } from '../src/testing/around-store.ts'
import { countingStore, manualClock, slowStore } from '../src/testing/index.ts'
import { byUser, createApp, hour, minute, second, secret } from './app.ts'
import { codeOf, createBrowser, readSetCookie, visit } from './visit.ts'

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
  await visit(
    newer,
    async ({ session }) => {
      session.cart.push('book')
      await visit(
        old,
        ({ session }) => {
          session.count = 1
        },
        { cookieHeader },
      )
    },
    { cookieHeader },
  )
  await visit(
    newer,
    ({ session }) => {
      expect(session.cart).toEqual(['book'])
    },
    { cookieHeader },
  )
})

test('two equal appends to one array both stay', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.log = ['first']
  })
  const { cookieHeader } = browser
  await visit(
    sessions,
    async ({ session }) => {
      session.log?.push('visit')
      await visit(
        sessions,
        ({ session }) => {
          session.log?.push('visit')
        },
        { cookieHeader },
      )
    },
    { cookieHeader },
  )
  await visit(
    sessions,
    ({ session }) => {
      expect(session.log).toEqual(['first', 'visit', 'visit'])
    },
    { cookieHeader },
  )
})

test('two equal appends one level down both stay', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.cart = { items: ['first'] }
  })
  const { cookieHeader } = browser
  const push = ({ session }: { session: { cart?: Record<string, unknown> } }): void => {
    const items = session.cart?.items
    if (Array.isArray(items)) items.push('visit')
  }
  await visit(
    sessions,
    async (request) => {
      push(request)
      await visit(sessions, push, { cookieHeader })
    },
    { cookieHeader },
  )
  await visit(
    sessions,
    ({ session }) => {
      expect(session.cart).toEqual({ items: ['first', 'visit', 'visit'] })
    },
    { cookieHeader },
  )
})

describe('remember me on a session that was just renewed', () => {
  test('sends the cookie with its new lifetime', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock, cookie: { maxAge: 10 * minute } })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    clock.advance(second)
    const { setCookie } = await browser.visit(({ session }) => {
      session.cookie.maxAge = 5 * hour
    })
    expect(setCookie).toHaveLength(1)
    expect(readSetCookie(setCookie?.[0] ?? '').maxAge).toBeGreaterThanOrEqual(5 * 3600)
    clock.advance(4 * hour)
    expect(await browser.peek()).toMatchObject({ status: 'active' })
  })
  test('and back: null makes it end with the browser', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock, cookie: { maxAge: 10 * minute } })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    clock.advance(second)
    const { setCookie } = await browser.visit(({ session }) => {
      session.cookie.maxAge = null
    })
    expect(setCookie).toHaveLength(1)
    expect(setCookie?.[0]).not.toMatch(/Max-Age|Expires/)
  })
  test('and back, when a renewal is due', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock, cookie: { maxAge: 10 * minute } })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    clock.advance(5 * minute)
    const { setCookie } = await browser.visit(({ session }) => {
      session.cookie.maxAge = null
    })
    expect(setCookie).toHaveLength(1)
  })
  test('survives a concurrent write of something else', async () => {
    const clock = manualClock()
    const sessions = createApp({ clock })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    const { cookieHeader } = browser
    await visit(
      sessions,
      async ({ session }) => {
        session.count = 1
        await visit(
          sessions,
          ({ session }) => {
            session.cookie.maxAge = 5 * hour
          },
          { cookieHeader },
        )
      },
      { cookieHeader },
    )
    await visit(
      sessions,
      ({ session }) => {
        expect(session.cookie.originalMaxAge).toBe(5 * hour)
      },
      { cookieHeader },
    )
  })
})

test('unread requests keep a stay alive whose own idle timeout is shorter than the default', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
    session.cookie.maxAge = 20 * second
  })
  for (let i = 0; i < 10; i++) {
    clock.advance(10 * second)
    await browser.visit()
  }
  expect(await browser.peek()).toMatchObject({ status: 'active' })
})

test('an implicit touch that fails does not fail a response that read the session', async () => {
  const clock = manualClock()
  const store = aroundStore(memoryStore({ clock }), (method, _args, call) => {
    if (method === 'touch') throw new Error('down')
    return call()
  })
  const sessions = createApp({ clock, store })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  clock.advance(2 * minute)
  await browser.visit(({ session }) => session.user)
})

test.each([{ rolling: 'always' as const }, { resave: true }, { saveUninitialized: true }])(
  'an outage with when-read does not fail a response that read nothing: %o',
  async (options) => {
    const clock = manualClock()
    let isDown = false
    const store = aroundStore(
      memoryStore({ clock }),
      (_method, _args, call) => {
        if (isDown) throw new Error('down')
        return call()
      },
      { immediate: false },
    )
    const sessions = createApp({ clock, store, onLoadError: 'when-read', ...options })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    isDown = true
    clock.advance(2 * minute)
    await browser.visit()
  },
)

test('with two cookies of the name, an implicit touch over a store that is down does not fail the response', async () => {
  const clock = manualClock()
  let isDown = false
  const store = aroundStore(memoryStore({ clock }), (_method, _args, call) => {
    if (isDown) throw new Error('down')
    return call()
  })
  const sessions = createApp({ clock, store })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  isDown = true
  clock.advance(2 * minute)
  await visit(sessions, () => {}, { cookieHeader: `sid=x; ${browser.cookieHeader}` })
})

test('a mere peek by a visitor without a session stores nothing, even with saveUninitialized', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const sessions = createApp({ clock, store, saveUninitialized: true })
  const browser = createBrowser(sessions, clock)
  const edits = await browser.visit(async ({ context }) => {
    await sessions.peek(context)
  })
  expect(edits.setCookie).toBeUndefined()
  expect(store.calls).toEqual([])
})

test('an identical text after a conflict is not written again', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const sessions = createApp({ clock, store })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.a = 1
  })
  const { cookieHeader } = browser
  await visit(
    sessions,
    async ({ session }) => {
      session.c = 3
      await visit(
        sessions,
        ({ session }) => {
          session.b = 2
        },
        { cookieHeader },
      )
      await session.save()
      store.calls.length = 0
    },
    { cookieHeader },
  )
  expect(store.calls).toEqual([])
})

test('what the handler holds of the session is still the session after update()', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
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
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.cart = { a: 1 }
  })
  const { cookieHeader } = browser
  await visit(
    sessions,
    async ({ session }) => {
      const { cart } = session
      session.count = 1
      await visit(
        sessions,
        ({ session }) => {
          if (session.cart) session.cart.c = 3
        },
        { cookieHeader },
      )
      await session.save()
      if (cart) cart.b = 2
    },
    { cookieHeader },
  )
  await visit(
    sessions,
    ({ session }) => {
      expect(session.cart).toEqual({ a: 1, b: 2, c: 3 })
    },
    { cookieHeader },
  )
})

test.each(['id', 'cookie', 'expiresAt', 'endsAt', 'isNew', 'save', 'update'])(
  'a data key %s is an error, never dropped',
  async (key) => {
    const clock = manualClock()
    const sessions = createApp({ clock })
    const browser = createBrowser(sessions, clock)
    // As a CommonJS app without "use strict" assigns: nothing is thrown for a getter without a setter.
    const assign = new Function('object', 'key', 'object[key] = 1') as (object: object, key: string) => void
    expect(
      await codeOf(
        browser.visit(({ session }) => {
          assign(session, key)
        }),
      ),
    ).toBe('reserved-key')
  },
)

test('a refused assignment leaves the session as it was', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  await browser.visit((request) => {
    expect(() => {
      request.session = { save: 1 }
    }).toThrow(expect.objectContaining({ code: 'reserved-key' }))
  })
  await browser.visit(({ session }) => {
    expect(session.user).toBe('ann')
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
  const sessions = createApp({ clock, store: Object.assign(store, { rotate: undefined }) })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  const { cookieHeader } = browser
  destroyNow = () => {
    destroyNow = () => Promise.resolve()
    return visit(sessions, ({ session }) => session.destroy(), { cookieHeader })
  }
  const code = await codeOf(visit(sessions, ({ session }) => session.rotate(), { cookieHeader }))
  expect(memory.count()).toBe(0)
  expect(code).toBe('session-gone')
})

describe('in an outage', () => {
  function outage() {
    const clock = manualClock()
    let hangs = false
    const calls: string[] = []
    const store = aroundStore(
      memoryStore({ clock }),
      async (method, _args, call) => {
        calls.push(method)
        if (hangs) return new Promise(() => {})
        return call()
      },
      { immediate: false },
    )
    return {
      clock,
      store,
      calls,
      hang: (value: boolean) => {
        hangs = value
      },
    }
  }
  test('a probe that hangs does not put off the next', async () => {
    const { clock, store, hang } = outage()
    const sessions = createApp({ clock, store })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    hang(true)
    const first = codeOf(browser.visit())
    await settle()
    clock.advance(2000)
    expect(await first).toBe('store-unavailable')
    clock.advance(500)
    expect(await codeOf(browser.visit())).toBe('store-unavailable')
    hang(false)
    clock.advance(500)
    await codeOf(browser.visit())
    await settle()
    expect(await codeOf(browser.visit())).toBeUndefined()
  })
  test('a visitor after a quiet hour is not refused for an outage that ended long ago', async () => {
    const { clock, store, hang } = outage()
    const sessions = createApp({ clock, store, idleTimeout: 3 * hour })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    hang(true)
    const first = codeOf(browser.visit())
    await settle()
    clock.advance(2000)
    expect(await first).toBe('store-unavailable')
    hang(false)
    for (let i = 0; i < 10; i++) {
      clock.advance(500)
      await settle()
    }
    expect(await codeOf(browser.visit(({ session }) => session.user))).toBeUndefined()
  })
  test('a listener that throws does not hang the request', async () => {
    const { clock, store, hang } = outage()
    const sessions = createApp({
      clock,
      store,
      onEvent: () => {
        throw new Error('listener')
      },
    })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => {
      session.user = 'ann'
    })
    hang(true)
    let code: unknown
    void codeOf(browser.visit()).then((value) => {
      code = value
    })
    await settle()
    try {
      clock.advance(2000)
    } catch {}
    await settle()
    expect(code).toBe('store-unavailable')
  })
})
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test.each([
  { '~standard': {} },
  { '~standard': { version: 1, vendor: 'x', validate: 5 } },
  { '~standard': null },
])('a schema that is none is refused by name', (schema) => {
  expect(() => createSessions({ secret, schema: schema as never })).toThrow(
    expect.objectContaining({ code: 'option-invalid', message: expect.stringContaining('schema') }),
  )
})

test.each([{ at: new Date(Number.NaN) }, { at: [undefined] }, { at: new Array(2) }])(
  'what JSON would turn into null unasked is refused: %o',
  async (data) => {
    const clock = manualClock()
    const browser = createBrowser(createApp({ clock }), clock)
    expect(
      await codeOf(
        browser.visit(({ session }) => {
          Object.assign(session, data)
        }),
      ),
    ).toBe('not-json')
  },
)

test('a destroy after somebody else rotated ends the session under its new sid too', async () => {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const sessions = createApp({ clock, store, subject: byUser })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  const { cookieHeader } = browser
  const code = await codeOf(
    visit(
      sessions,
      async ({ session }) => {
        session.user
        await visit(sessions, ({ session }) => session.rotate(), { cookieHeader })
        await session.destroy()
      },
      { cookieHeader },
    ),
  )
  expect(code === 'session-gone' || store.count() === 0).toBe(true)
})

test('reset by a mere read writes nothing', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const sessions = createApp({ clock, store, onInvalid: 'reset' })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  const key = store.calls[0]?.key ?? ''
  const record = await store.read(key)
  if (record) await store.write(key, { ...record, data: '{nonsense' }, 1)
  store.calls.length = 0
  await browser.visit(({ session }) => {
    expect(session.user).toBeUndefined()
  })
  expect(store.calls.map(({ method }) => method)).toEqual(['read'])
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

test('an asynchronous answer of the schema that rejects later does not end the process', async () => {
  const clock = manualClock()
  let calls = 0
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 't',
      validate: (value: unknown) => (calls++ === 0 ? { value } : Promise.reject(new Error('late'))),
    },
  }
  const seen: unknown[] = []
  const listener = (reason: unknown) => {
    seen.push(reason)
  }
  process.on('unhandledRejection', listener)
  const sessions = createSessions({ secret, clock, schema: schema as never })
  const code = await codeOf(visit(sessions, ({ session }) => session))
  await settle()
  await settle()
  process.off('unhandledRejection', listener)
  expect(code).toBe('record-invalid')
  expect(seen).toEqual([])
})

test('a new session is not touched by the next request that does not read it', async () => {
  const clock = manualClock()
  const store = countingStore(memoryStore({ clock }))
  const browser = createBrowser(createApp({ clock, store }), clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  store.calls.length = 0
  clock.advance(second)
  await browser.visit()
  expect(store.calls).toEqual([])
})

test('announces a session that began', async () => {
  const clock = manualClock()
  const browser = createBrowser(createApp({ clock, announce: true }), clock)
  const { announcement } = await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  expect(announcement).toMatch(/^active; max-age=\d+$/)
})

test('an implicit touch that hangs holds a response no longer than the deadline', async () => {
  const clock = manualClock()
  const memory = memoryStore({ clock })
  const store = slowStore(memory, 0, {
    now: clock.now,
    after: (_d, f) => {
      const i = setImmediate(f)
      return () => clearImmediate(i)
    },
  })
  const hanging = aroundStore(store, (method, _a, call) =>
    method === 'touch' ? new Promise(() => {}) : call(),
  )
  const sessions = createApp({ clock, store: hanging })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.user = 'ann'
  })
  clock.advance(2 * minute)
  let done = false
  void browser
    .visit(({ session }) => session.user)
    .then(() => {
      done = true
    })
  for (let i = 0; i < 5; i++) await settle()
  clock.advance(2000)
  for (let i = 0; i < 5; i++) await settle()
  expect(done).toBe(true)
})

test('update() never decides on data that somebody else has changed since the load', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    session.count = 0
  })
  const { cookieHeader } = browser
  await visit(
    sessions,
    async ({ session }) => {
      expect(session.count).toBe(0)
      await visit(sessions, (other) => Object.assign(other.session, { count: 5 }), { cookieHeader })
      await session.update((data) => {
        if (data.count === 0) throw new Error('sold out')
        data.count = (data.count ?? 0) - 1
      })
      expect(session.count).toBe(4)
    },
    { cookieHeader },
  )
})
