import { describe, expect, test } from 'vitest'
import type { SessionMiddleware } from '../../src/express-session/index.ts'
import { second } from '../durations.ts'
import type { Request } from './app.ts'
import { after, done, open, sid, useVirtualTime } from './virtual-store.ts'

useVirtualTime()

type End = (request: Request, middleware: SessionMiddleware) => Promise<unknown>

const destroy: End = ({ session }) => done((callback) => session.destroy(callback))

const ends: Record<string, End> = {
  'a destroy': destroy,
  'a regenerate': ({ session }) => done((callback) => session.regenerate(callback)),
  'an end by the endpoints': async (request, { sessions }) =>
    sessions.end(sessions.context({ raw: request } as never)),
}

const touch: End = async (request, { sessions }) =>
  sessions.touch(sessions.context({ raw: request } as never))

describe.each(Object.entries(ends))('%s under way', (_name, end) => {
  /** A request that loads the session while another ends it, over a store whose calls overtake each other. */
  async function during() {
    const { store, request, middleware } = open()
    const leaver = await request()
    store.course = (call) => (call === 'destroy' ? { lands: 20 } : call === 'get' ? undefined : { lands: 50 })
    const ended = end(leaver, middleware)
    return { store, middleware, ended, late: await request() }
  }

  test('is not undone by the save of a request that loaded meanwhile', async () => {
    const { store, late, ended } = await during()
    late.session.user = 'ann'
    const saved = done((callback) => late.session.save(callback))
    await after(100, ended)
    expect(await saved).toMatchObject({ code: 'session-gone' })
    expect(store.data(sid)).toBeUndefined()
  })

  test('is not undone by its touch', async () => {
    const { store, middleware, late, ended } = await during()
    const touched = touch(late, middleware)
    await after(100, Promise.all([ended, touched]))
    expect(store.data(sid)).toBeUndefined()
  })

  test('is not undone by one that loaded before', async () => {
    const { store, request, middleware } = open()
    const [leaver, late] = [await request(), await request()]
    store.course = (call) => (call === 'destroy' ? { lands: 20 } : { lands: 50 })
    const ended = end(leaver, middleware)
    late.session.user = 'ann'
    const saved = done((callback) => late.session.save(callback))
    await after(100, Promise.all([ended, saved]))
    expect(store.data(sid)).toBeUndefined()
  })
})

test('two destroys follow each other, and are told both', async () => {
  const { store, request, middleware } = open()
  const [one, other] = [await request(), await request()]
  store.course = () => ({ lands: 20 })
  const ended = Promise.all([destroy(one, middleware), destroy(other, middleware)])
  await after(10)
  expect(store.calls.filter((call) => call === 'destroy')).toHaveLength(1)
  expect(await after(40, ended)).toEqual([undefined, undefined])
})

describe('a destroy that fails', () => {
  const failure = new Error('the store is down')

  test('leaves a session that others go on writing', async () => {
    const { store, request, middleware } = open()
    const [leaver, late] = [await request(), await request()]
    store.course = (call) => (call === 'destroy' ? { answers: 20, failure } : undefined)
    const ended = destroy(leaver, middleware)
    const during = await request()
    late.session.late = 1
    during.session.during = 1
    const saved = Promise.all([late, during].map(({ session }) => done((callback) => session.save(callback))))
    expect(await after(100, ended)).toBe(failure)
    expect(await saved).toEqual([undefined, undefined])
    expect(store.data(sid)).toEqual({ first: 1, late: 1, during: 1 })
  })

  test('and has ended it all the same is no reason to bring it back', async () => {
    const { store, request, middleware } = open()
    const [leaver, late] = [await request(), await request()]
    store.course = (call) => (call === 'destroy' ? { answers: 20, failure } : undefined)
    const ended = destroy(leaver, middleware)
    store.records.clear()
    late.session.late = 1
    const saved = done((callback) => late.session.save(callback))
    expect(await after(100, ended)).toBe(failure)
    expect(await saved).toMatchObject({ code: 'session-gone' })
    expect(store.data(sid)).toBeUndefined()
  })

  test.each([50, 8000])(
    'for the deadline of the app may succeed later, after %i ms, and counts',
    async (lands) => {
      const { store, request, middleware } = open({ sojourn: { storeTimeout: 10 } })
      const [leaver, late] = [await request(), await request()]
      store.course = (call) => (call === 'destroy' ? { lands } : undefined)
      const ended = destroy(leaver, middleware)
      late.session.late = 1
      const saved = done((callback) => late.session.save(callback))
      expect(await after(10, ended)).toMatchObject({ code: 'store-unavailable' })
      await after(8 * second)
      expect(await saved).toMatchObject({ code: 'session-gone' })
      expect(store.data(sid)).toBeUndefined()
    },
  )
})

test('a destroy that is answered too late ends what was written meanwhile', async () => {
  const { store, request, middleware } = open()
  const leaver = await request()
  store.course = (call) => (call === 'destroy' ? { lands: 5010, answers: 8000 } : undefined)
  const ended = destroy(leaver, middleware)
  const early = await request()
  early.session.early = 1
  const saved = done((callback) => early.session.save(callback))
  await after(5 * second)
  expect(await saved).toMatchObject({ code: 'session-gone' })
  const late = await request()
  store.course = (call) => (call === 'set' ? { lands: 20 } : undefined)
  late.session.late = 1
  await after(
    20,
    done((callback) => late.session.save(callback)),
  )
  expect(store.data(sid)).toEqual({ first: 1, late: 1 })
  await after(3 * second, ended)
  expect(store.data(sid)).toBeUndefined()
})
