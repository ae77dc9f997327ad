import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealedCookie } from '../../src/create-sessions/sealed-cookie.ts'
import { createSessions, memoryStore, type StandardSchema } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { byUser, type Data, minute, secret, type TestSession } from '../app.ts'
import { codeOf, createBrowser, type HandledRequest, type RunOptions } from '../browser.ts'

// One browser that asks one thing after the other cannot tell where its session is kept.

type Deed = (request: HandledRequest<TestSession>) => unknown

const deeds: Readonly<Record<string, Deed>> = {
  read: ({ session }) => session.user,
  count: ({ session }) => {
    session.count = (session.count ?? 0) + 1
  },
  long: ({ session }) => {
    session.note = 'x'.repeat(3000)
  },
  short: ({ session }) => {
    delete session.note
  },
  'sign in': ({ session }) => {
    session.user = 'ann'
  },
  'sign in as another': ({ session }) => {
    session.user = 'bob'
  },
  save: ({ session }) => session.save(),
  update: ({ session }) => session.update((data) => Object.assign(data, { log: [...(data.log ?? []), 'x'] })),
  rotate: ({ session }) => session.rotate(),
  regenerate: ({ session }) => session.regenerate(),
  reload: ({ session }) => session.reload(),
  touch: ({ session }) => session.touch(),
  destroy: ({ session }) => session.destroy(),
  unset: (request) => {
    request.session = null
  },
  assign: (request) => {
    request.session = { theme: 'dark' }
  },
  'last longer': ({ session }) => {
    session.cookie.maxAge = 40 * minute
  },
}

const visit = fc.record({
  names: fc.array(fc.constantFrom(...Object.keys(deeds)), { maxLength: 4 }),
  options: fc.constantFrom<RunOptions<TestSession>>(
    {},
    {},
    {},
    { status: 304 },
    { cacheControl: 'public, max-age=60' },
  ),
  later: fc.constantFrom(0, minute, 10 * minute, 29 * minute, 31 * minute),
})

function start(store: 'a store' | 'its cookie', isLasting: boolean) {
  const clock = manualClock()
  const options = {
    secret,
    clock,
    subject: byUser,
    idleTimeout: 30 * minute,
    cookie: { maxAge: isLasting ? 30 * minute : null },
    absoluteTimeout: 90 * minute,
    announce: true,
  }
  const sessions =
    store === 'a store'
      ? createSessions<StandardSchema<Data>>({ ...options, store: memoryStore({ clock }) })
      : createSessions<StandardSchema<Data>>({ ...options, store: sealedCookie() })
  const browser = createBrowser(sessions, clock)
  /** The ids that were seen, by the order in which they came: of their own they are random. */
  const ids: unknown[] = []
  const named = (id: unknown): number => {
    if (!ids.includes(id)) ids.push(id)
    return ids.indexOf(id)
  }

  return async ({
    names,
    options,
    later,
  }: {
    names: string[]
    options: RunOptions<TestSession>
    later: number
  }) => {
    clock.advance(later)
    // Over a store a new sid counts as renewed for the throttle, also where the response may renew nothing.
    const own = names.includes('rotate') ? {} : options
    const seen: unknown[] = []
    const edits: { cacheControl?: unknown } = {}
    const failure = await codeOf(
      browser
        .visit(async (request) => {
          for (const name of names) {
            seen.push(await codeOf(Promise.resolve(request).then((each) => deeds[name]?.(each))))
            const held = request.context.getSession()
            seen.push(held && { ...held, isNew: held.isNew, expiresAt: held.expiresAt, endsAt: held.endsAt })
          }
        }, own)
        .then((result) => Object.assign(edits, result)),
    )
    const view = await browser.peek()
    if (!('id' in view)) return { seen, failure, view }
    // Over a store, what the browser is not told of may be renewed once more.
    const version = isLasting ? view.version : undefined
    return { seen, failure, view: { ...view, id: named(view.id), version } }
  }
}

test('a session in its cookie goes the way of one in a store, step by step', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(visit, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (visits, isLasting) => {
        const stored = start('a store', isLasting)
        const sealed = start('its cookie', isLasting)
        for (const each of visits) expect(await sealed(each)).toEqual(await stored(each))
      },
    ),
    { numRuns: 200 },
  )
})
