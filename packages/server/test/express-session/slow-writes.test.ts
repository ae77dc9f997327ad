import { describe, expect, test } from 'vitest'
import { second } from '../durations.ts'
import type { Request } from './app.ts'
import { after, done, open, sid, useVirtualTime } from './virtual-store.ts'

useVirtualTime()

const never = Number.POSITIVE_INFINITY

/** Saves a change of its own. */
function save(request: Request, name: string, value: unknown = 1): Promise<unknown> {
  request.session[name] = value
  return done((callback) => request.session.save(callback))
}

test.each([
  [12, 400],
  [30, 150],
])('%i parallel writers over a store that takes %i ms a call all keep their change', async (writers, ms) => {
  const { store, request } = open()
  const requests = await Promise.all(Array.from({ length: writers }, () => request()))
  store.course = () => ({ lands: ms })
  const saved = Promise.all(requests.map((each, index) => save(each, `change ${index}`)))
  expect(await after(2 * writers * ms, saved)).toEqual(requests.map(() => undefined))
  const changes = Object.fromEntries(requests.map((_, index) => [`change ${index}`, 1]))
  expect(store.data(sid)).toEqual({ first: 1, ...changes })
})

test('a write of several slow calls is not given up between them', async () => {
  const { store, request } = open()
  const [one, other, last] = [await request(), await request(), await request()]
  store.course = () => ({ lands: 4000 })
  const saved = Promise.all([save(one, 'one'), save(other, 'other'), save(last, 'last')])
  store.calls.length = 0
  await after(11 * second)
  expect(store.calls).toEqual(['get', 'set'])
  await after(9 * second, saved)
  expect(store.data(sid)).toEqual({ first: 1, one: 1, other: 1, last: 1 })
})

describe('a call that is not answered', () => {
  test('keeps others waiting for five seconds, and only once', async () => {
    const { store, request } = open()
    const [one, other, last] = [await request(), await request(), await request()]
    store.course = (call) => (call === 'set' ? { lands: never } : undefined)
    void save(one, 'one')
    store.course = () => undefined
    const saved = Promise.all([save(other, 'other'), save(last, 'last')])
    await after(4999)
    expect(store.data(sid)).toEqual({ first: 1 })
    await after(10, saved)
    expect(store.data(sid)).toEqual({ first: 1, other: 1, last: 1 })
  })

  test.each([
    ['when it is answered', { lands: 8000 }],
    ['long before it is answered', { lands: 3000, answers: 8000 }],
    ['between those of others', { lands: 5002, answers: 8000 }],
  ])('loses no change of others, and its own neither, when it lands %s', async (_when, course) => {
    const { store, request } = open()
    const [one, other, last] = [await request(), await request(), await request()]
    store.course = (call) => (call === 'set' ? course : undefined)
    const late = save(one, 'list', ['one'])
    store.course = () => undefined
    const saved = Promise.all([save(other, 'other'), save(last, 'list', ['last'])])
    await after(5 * second)
    await after(10, saved)
    await after(3 * second, late)
    expect(store.data(sid)).toEqual({
      first: 1,
      other: 1,
      list: expect.toSatisfy((list: unknown[]) => list.toSorted().join() === 'last,one'),
    })
  })

  test('asks again before it goes on, when it was a read', async () => {
    const { store, request } = open()
    const [first, slow, other] = [await request(), await request(), await request()]
    await after(1, save(first, 'second'))
    store.course = (call) => (call === 'get' ? { lands: 1, answers: 8000 } : undefined)
    const late = save(slow, 'slow')
    store.course = () => undefined
    await after(5010, save(other, 'other'))
    expect(store.data(sid)).toEqual({ first: 1, second: 1, other: 1 })
    await after(3 * second, late)
    expect(store.data(sid)).toEqual({ first: 1, second: 1, other: 1, slow: 1 })
  })

  test('takes nothing back when it was a touch that wrote all of the session', async () => {
    const { store, request, middleware } = open()
    const [looker, writer] = [await request(), await request()]
    store.course = (call) => (call === 'touch' ? { lands: 8000 } : undefined)
    const { sessions } = middleware
    const context = sessions.context({ raw: looker } as never)
    const touched = Promise.resolve(sessions.touch(context))
    await after(5010, save(writer, 'other'))
    await after(3 * second, touched)
    await after(10)
    expect(store.data(sid)).toEqual({ first: 1, other: 1 })
  })

  test('brings no session back that ended meanwhile', async () => {
    const { store, request } = open()
    const [writer, leaver] = [await request(), await request()]
    store.course = (call) => (call === 'set' ? { lands: 8000 } : undefined)
    const late = save(writer, 'late')
    const ended = done((callback) => leaver.session.destroy(callback))
    expect(await after(5010, ended)).toBeUndefined()
    await after(3 * second, late)
    await after(10)
    expect(store.data(sid)).toBeUndefined()
  })

  test('is waited for past the deadline that the app sets, for it may still have its effect', async () => {
    const { store, request } = open({ sojourn: { storeTimeout: 1000 } })
    const [one, other] = [await request(), await request()]
    store.course = (call) => (call === 'set' ? { lands: 3000 } : undefined)
    const failed = save(one, 'one')
    store.course = () => undefined
    const saved = save(other, 'other')
    expect(await after(second, failed)).toMatchObject({ code: 'store-unavailable' })
    await after(2010, saved)
    expect(store.data(sid)).toEqual({ first: 1, one: 1, other: 1 })
  })
})
