import theirs from 'express-session'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Cookie } from './cookie.ts'
import { entriesOf, MemoryStore } from './memory-store.ts'
import { toEntry, touchEntry, wholeOf } from './records/memory-entry.ts'
import { Session } from './session.ts'
import type { SessionData } from './session-data.ts'

const { MemoryStore: Theirs } = theirs as unknown as { MemoryStore: typeof MemoryStore }
const now = 1_900_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now })
})

afterEach(() => {
  vi.useRealTimers()
})

const stored = (expires: unknown, data: object = {}): SessionData =>
  ({ cookie: { originalMaxAge: 1000, expires }, ...data }) as never

test.each([
  [stored(new Date(now + 1000), { views: 1 })],
  [stored(new Date(now))],
  [stored(new Date(now - 1))],
  [stored(null)],
  [stored(now - 1)],
  [stored('broken')],
  [{ views: 1 } as never],
])('%j is kept as it is there', async (session) => {
  const answers = [new MemoryStore(), new Theirs()].map(async (store) => {
    store.set('a', session)
    const found = await new Promise((resolve) => store.get('a', (_error, answer) => resolve(answer)))
    const all = await new Promise((resolve) => store.all((_error, answer) => resolve(answer)))
    const length = await new Promise((resolve) => store.length((_error, answer) => resolve(answer)))
    return { found, all, length }
  })
  const [ours, others] = await Promise.all(answers)
  expect(ours).toEqual(others)
})

test('calls back later, as there', async () => {
  const store = new MemoryStore()
  const order: string[] = []
  const done = new Promise<void>((resolve) =>
    store.set('a', stored(null), () => resolve(void order.push('set'))),
  )
  order.push('returned')
  await done
  expect(order).toEqual(['returned', 'set'])
})

test('a touch leaves what the session says', () => {
  const store = new MemoryStore()
  store.set('a', stored(null, { views: 1 }))
  store.touch('a', stored(new Date(now + 5), { views: 2 }))
  store.touch('unknown', stored(null))
  expect(Object.entries(store.sessions)).toEqual([
    ['a', JSON.stringify(stored(new Date(now + 5), { views: 1 }))],
  ])
})

test('a store with a method of its own is asked by its methods', () => {
  expect(entriesOf(new MemoryStore())).toBeDefined()
  expect(entriesOf(Object.assign(new MemoryStore(), { get: () => {} }))).toBeUndefined()
})

test.each<[string, (session: Session & Record<string, unknown>) => void]>([
  ['an ordinary session', () => {}],
  ['data that hide a method', (session) => void Object.assign(session, { touch: 1 })],
  ['a toJSON', (session) => void Object.assign(session, { toJSON: () => ({ other: true }) })],
  ['a broken date', (session) => void Object.assign(session.cookie, { expires: new Date(Number.NaN) })],
  ['a cookie that is none', (session) => void Object.assign(session, { cookie: { path: '/' } })],
  ['an odd value in the cookie', (session) => void Object.assign(session.cookie, { domain: new Date(0) })],
])('%s is kept as JSON has it', (_name, change) => {
  const session = new Session({ sessionID: 'a' }) as Session & Record<string, unknown>
  session.cookie = new Cookie({ maxAge: 1000 })
  session.views = 1
  change(session)
  const { cookie: _, ...data } = session
  const entry = toEntry(session, JSON.stringify(data))
  expect(JSON.parse(wholeOf(entry))).toEqual(JSON.parse(JSON.stringify(session)))
})

test('a touched entry has the cookie of the session and the data of the record', () => {
  const session = new Session({ sessionID: 'a' }) as Session & Record<string, unknown>
  session.cookie = new Cookie({ maxAge: 1000 })
  const entry = toEntry(session, '{}')
  session.cookie.expires = new Date(now + 7)
  expect(wholeOf(touchEntry(entry, session))).toBe(JSON.stringify(session))
  session.cookie.expires = new Date(Number.NaN)
  expect(wholeOf(touchEntry(entry, session))).toBe(JSON.stringify(session))
})
