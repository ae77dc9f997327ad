import { describe, expect, test } from 'vitest'
import { createSessions, type StandardSchema } from '../src/index.ts'
import { manualClock } from '../src/testing/index.ts'
import { createApp, type Handler, secret, start } from './app.ts'
import { createBrowser, runRequest } from './browser.ts'
import { deepFreeze } from './deep-freeze.ts'

/** What an app keeps once for all visitors, as it was when the module was loaded. */
const constants = () => ({ theme: 'light', tags: ['a'], deep: { list: ['x'], inner: { n: 1 } } })

type Way = [string, (session: Parameters<Handler>[0]['session']) => unknown]

const ways: Way[] = [
  ['save()', (session) => session.save()],
  ['update()', (session) => session.update(({ count = 0, ...data }) => ({ ...data, count: count + 1 }))],
  ['rotate()', (session) => session.rotate()],
  ['the commit', () => {}],
]

const theirs: [string, Handler][] = [
  [
    'adds to it',
    ({ session }) =>
      Object.assign(session, { prefs: { secretOfAnn: 1, tags: ['b'], deep: { list: ['y'] } } }),
  ],
  [
    'adds under it',
    ({ session }) => Object.assign(session, { prefs: { deep: { inner: { secretOfAnn: 1 } } } }),
  ],
  ['is another', ({ session }) => Object.assign(session, { prefs: { theme: 'dark', secretOfAnn: 1 } })],
  ['is a list', ({ session }) => Object.assign(session, { prefs: ['secretOfAnn'] })],
]

describe.each(ways)('what the app assigned is left as it was by %s', (_way, operation) => {
  test.each(theirs)('beside a parallel write that %s', async (_what, write) => {
    const { run } = await start()
    const defaults = constants()
    await run(async (request) => {
      request.session.prefs = defaults
      await run(write)
      await operation(request.session)
    })
    expect(defaults).toEqual(constants())
    await run(async (request) => {
      // It holds what both requests stored by now, in another object.
      request.session.prefs = defaults
      await operation(request.session)
      await run(write)
      request.session.later = 1
      await operation(request.session)
    })
    expect(defaults).toEqual(constants())
  })

  test('wherever it stands: deep in the session, twice, and in the session that is begun', async () => {
    const { run } = await start({}, ({ session }) => {
      session.cart = { items: { tea: 1 } }
    })
    const defaults = constants()
    await run(async ({ session }) => {
      Object.assign(session, { one: defaults, two: defaults.deep })
      if (session.cart) session.cart.items = defaults
      await run((other) => {
        Object.assign(other.session, {
          cart: { items: { tea: 1, more: { secretOfAnn: 1 } } },
          one: { tags: ['b'] },
          two: { list: ['z'], secretOfAnn: 1 },
        })
      })
      await operation(session)
    })
    expect(defaults).toEqual(constants())
  })
})

test('a merge is seen in the session, in another object than the one assigned', async () => {
  const { run } = await start()
  const defaults = deepFreeze(constants())
  await run(async ({ session }) => {
    session.prefs = defaults
    await run((other) => Object.assign(other.session, { prefs: { size: 2, tags: ['b'] } }))
    await session.save()
    expect(session.prefs).toEqual({ ...constants(), size: 2, tags: ['b', 'a'] })
    expect(session.prefs).not.toBe(defaults)
  })
})

test('what a merge leaves as it was stays the object that the app assigned', async () => {
  const { run, data } = await start()
  await run(async ({ unguarded: session }) => {
    const cart: Record<string, unknown> = { tea: 1 }
    session.cart = cart
    await run((other) => Object.assign(other.session, { count: 1 }))
    await session.save()
    cart.milk = 2
  })
  expect(await data()).toEqual({ user: 'ann', count: 1, cart: { tea: 1, milk: 2 } })
})

test('what was parsed is filled in place, also after the second merge and deep inside', async () => {
  const { run, data } = await start({}, ({ session }) => {
    session.cart = { tea: { count: 1 }, log: ['a'] }
  })
  const count = (n: number): Promise<unknown> =>
    run(({ session }) => Object.assign(session.cart?.tea ?? {}, { [`n${n}`]: n }))
  await run(async ({ session }) => {
    const tea = session.cart?.tea
    const log = session.cart?.log
    for (const n of [1, 2]) {
      await count(n)
      await session.update((newest) => {
        newest.count = n
        if (Array.isArray(newest.cart?.log)) newest.cart.log.push(n)
      })
      expect(session.cart?.tea).toBe(tea)
      expect(session.cart?.log).toBe(log)
    }
    Object.assign(tea ?? {}, { mine: true })
    if (Array.isArray(log)) log.push('mine')
  })
  expect(await data()).toEqual({
    cart: { tea: { count: 1, n1: 1, n2: 2, mine: true }, log: ['a', 1, 2, 'mine'] },
    count: 2,
  })
})

test('one object under two keys parts ways where others changed one of them', async () => {
  const { run, data } = await start({}, ({ session }) => {
    session.cart = { tea: 1 }
  })
  await run(async ({ session }) => {
    session.copy = session.cart
    await run((other) => Object.assign(other.session.cart ?? {}, { milk: 2 }))
    await session.save()
    expect({ ...session }).toEqual({ cart: { tea: 1, milk: 2 }, copy: { tea: 1 } })
  })
  expect(await data()).toEqual({ cart: { tea: 1, milk: 2 }, copy: { tea: 1 } })
})

test('an assignment to req.session holds what was assigned, and fills nothing of what was there', async () => {
  const { run, data } = await start()
  const [defaults, others] = [constants(), deepFreeze({ theme: 'dark', deep: { inner: { n: 2 } } })]
  await run((request) => {
    request.session.prefs = defaults
    request.session = { prefs: others }
    expect(request.session.prefs).toBe(others)
  })
  expect(defaults).toEqual(constants())
  expect(await data()).toEqual({ prefs: others })
})

test('an assignment that is refused does not undo the one before it', async () => {
  const { run, data } = await start()
  await run((request) => {
    const unset: { session: unknown } = request
    unset.session = null
    expect(() => {
      unset.session = { save: 1 }
    }).toThrow(expect.objectContaining({ code: 'reserved-key' }))
  })
  expect(await data()).toEqual({})
})

describe('one object for all visitors that is handed out by', () => {
  const shared = () => deepFreeze({ prefs: { theme: 'light' }, list: ['x'] })
  const schemaOf = (answer: (data: object) => object): StandardSchema<object, Record<string, unknown>> => ({
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (data) => ({ value: { ...answer(Object(data)) } }),
    },
  })

  test.each<[string, Parameters<typeof createSessions>[0]]>([
    [
      'the schema',
      {
        secret,
        schema: { '~standard': { ...schemaOf(shared)['~standard'], validate: () => ({ value: frozen }) } },
      },
    ],
    ['a default in the schema', { secret, schema: schemaOf((data) => ({ ...frozen, ...data })) }],
    ['onInvalid', { secret, onInvalid: () => frozen }],
    ['onConflict', { secret, onConflict: () => frozen }],
    ['update()', { secret }],
    ['expose', { secret, expose: () => Object(frozen) }],
  ])('%s', async (_what, options) => {
    const clock = manualClock()
    const sessions = createSessions({ ...options, clock })
    const browser = createBrowser(sessions, clock)
    await browser.visit(({ session }) => Object.assign(session, { visitor: 'ann', n: 1 }))
    const { cookieHeader } = browser
    await browser.visit(async (request) => {
      const { session } = request
      Object.assign(session, { n: 2, prefs: { mine: 1 } })
      await runRequest(sessions, (other) => Object.assign(other.session, { n: 3, prefs: { mine: 2 } }), {
        cookieHeader,
      })
      await session.update(() => ({ ...session, ...frozen }))
      Object.assign(session, { later: 1 })
      await runRequest(sessions, (other) => Object.assign(other.session, { prefs: { more: 1 } }), {
        cookieHeader,
      })
    })
    await browser.peek()
    expect(frozen).toEqual(shared())
  })
  const frozen = shared()
})

test('an expose that changes what it is handed changes no default of the schema', async () => {
  const clock = manualClock()
  const defaults = { theme: 'light', secretOf: '' }
  const schema: StandardSchema<object, { prefs: typeof defaults; user?: string }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (data) => ({ value: { prefs: defaults, ...Object(data) } }),
    },
  }
  const sessions = createSessions({
    secret,
    clock,
    schema,
    expose: ({ prefs, user = '' }) => {
      prefs.secretOf = user
      return { prefs }
    },
  })
  const browser = createBrowser(sessions, clock)
  await browser.visit(({ session }) => {
    // The defaults are stored with the first write; a record of an older deploy has none.
    session.user = 'ann'
    Reflect.deleteProperty(session, 'prefs')
  })
  expect(await browser.peek()).toMatchObject({ data: { prefs: { secretOf: 'ann' } } })
  expect(defaults).toEqual({ theme: 'light', secretOf: '' })
})

test('createApp answers sessions whose data nobody shares', async () => {
  const clock = manualClock()
  const sessions = createApp({ clock })
  const defaults = constants()
  const [ann, bob] = [createBrowser(sessions, clock), createBrowser(sessions, clock)]
  for (const browser of [ann, bob])
    await browser.visit(({ session }) => Object.assign(session, { prefs: defaults }))
  const { cookieHeader } = ann
  await ann.visit(async ({ session }) => {
    session.prefs = defaults
    await runRequest(sessions, (other) => Object.assign(other.session, { prefs: { secretOfAnn: 1 } }), {
      cookieHeader,
    })
    await session.update(() => {})
  })
  await bob.visit(({ session }) => {
    session.prefs = defaults
    expect(session.prefs).toEqual(constants())
  })
})
