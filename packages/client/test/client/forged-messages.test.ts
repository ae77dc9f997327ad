import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { equip, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute, second } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig, type Rig } from '../support/rig.ts'
import { channelName as name, tell } from '../support/tell.ts'

const server = useFakeServer()
const id = 'stay-1'

let rig: Rig
let thrown: unknown[]

beforeEach(async () => {
  thrown = []
  const note = (event: Event): void => {
    event.preventDefault()
    thrown.push(Reflect.get(event, 'error') ?? Reflect.get(event, 'reason'))
  }
  for (const type of ['error', 'unhandledrejection']) {
    addEventListener(type, note)
    onTestFinished(() => removeEventListener(type, note))
  }
  rig = createRig()
  equip(rig.page.env, { localStorage: sharedStorage() })
  server.reply(() => activeView({ data: 'tea' }))
  await rig.start()
  rig.clock.advance(minute)
  rig.events.length = 0
  server.requests.length = 0
})

const say = (...messages: unknown[]): Promise<void> => tell(rig, ...messages)

describe('ignored', () => {
  const now = 1_700_000_060_000
  const renewal = { id, version: 1, at: now, maxAge: 15 * minute, expiresAt: 1_600_000_960_000 }
  test.each<[string, unknown]>([
    ['an end without a reason', { id, reason: '' }],
    ['an end with a reason that is none', { id, reason: 'toString' }],
    ['an end with a number as its reason', { id, reason: 1 }],
    ['a renewal that takes time away', { ...renewal, maxAge: 1 }],
    ['a renewal of a negative time', { ...renewal, maxAge: -900_000 }],
    ['a renewal long ago', { ...renewal, at: -1e300 }],
    ['a renewal of no number', { ...renewal, maxAge: Number.NaN }],
    ['a renewal at no number', { ...renewal, at: 'soon' }],
    ['a renewal of an object', { ...renewal, maxAge: { of: 15 * minute } }],
    ['a renewal of nothing', { ...renewal, maxAge: null, at: now - 15 * minute }],
    ['a renewal from infinity', { ...renewal, at: Number.NEGATIVE_INFINITY }],
    ['a renewal of an older version', { ...renewal, version: 0 }],
    ['an older version', { id, version: -1 }],
    ['a version that is none', { id, version: {} }],
    ['the stay itself', { id }],
  ])('%s', async (_, message) => {
    const before = rig.session.getSnapshot()
    await say(message)
    expect(rig.session.getSnapshot()).toBe(before)
    expect([rig.events, server.requests, thrown]).toEqual([[], [], []])
  })
})

describe('not taken for the truth', () => {
  test.each<[string, object]>([
    ['for ever', { at: 8.64e15, maxAge: 8.64e15 }],
    ['from the future', { at: 1_700_100_000_000 }],
    ['without an end', { maxAge: Number.POSITIVE_INFINITY }],
    ['with an end in another century', { expiresAt: 8.64e15 }],
  ])('a renewal %s lengthens the stay by no more than a renewal can', async (_, lie) => {
    await say({
      id,
      version: 1,
      at: rig.clock.now(),
      maxAge: 15 * minute,
      expiresAt: 1_600_000_960_000,
      ...lie,
    })
    const ticks: (number | null)[] = []
    rig.session.countdown.subscribe(({ remaining }) => ticks.push(remaining))
    expect(ticks).toEqual([900_000])
    expect(rig.session.getSnapshot()).toMatchObject({
      phase: 'steady',
      expiresAt: 1_600_000_960_000,
      data: 'tea',
    })
    expect([server.requests, thrown]).toEqual([[], []])
  })

  test.each<[string, unknown]>([
    ['of a distant version', 9e15],
    ['of an infinite version', Number.POSITIVE_INFINITY],
    ['of a version that is no number', Number.NaN],
    ['without a version', undefined],
  ])('a renewal %s keeps no answer of the server out', async (_, version) => {
    await say({ id, version, at: rig.clock.now(), maxAge: 15 * minute, expiresAt: 1_600_000_960_000 })
    server.reply(() => activeView({ data: 'milk', version: 2 }))
    expect(await rig.session.refresh()).toMatchObject({ data: 'milk', version: 2, stale: false })
    const before = rig.session.getSnapshot()
    rig.clock.advance(10 * second)
    expect(rig.session.getSnapshot()).toBe(before)
    expect(thrown).toEqual([])
  })
})

describe('asked about, once', () => {
  test.each<[string, unknown]>([
    ['a version that is yet to come', { id, version: 9e15 }],
    ['somebody who signed in', {}],
    ['the end of another stay', { id: 'stay-2', reason: 'signed-out' }],
    ['an end of nothing', { reason: 'revoked' }],
    ['an end of an object', { id: { id }, reason: 'expired' }],
    ['an end of what is not quite the stay', { id: [id], reason: 'expired' }],
    ['another stay', { id: 'stay-2', version: 3 }],
  ])('%s', async (_, message) => {
    await say(...Array<unknown>(1000).fill(message))
    expect(rig.session.getSnapshot()).toMatchObject({ status: 'active', id, data: 'tea', stale: false })
    expect(server.requests.length).toBeGreaterThan(0)
    expect(server.requests.length).toBeLessThan(10)
    expect(rig.events.filter((event) => event !== 'state')).toEqual([])
    expect(thrown).toEqual([])
  })
})

describe('nothing that can be told apart from a message breaks the client', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a number', 7],
    ['a text', 'sign out'],
    ['a big number', 7n],
    ['a list', [id, 'expired']],
    ['a map', new Map([['id', id]])],
    ['bytes', new ArrayBuffer(8)],
    ['an error', new Error('boo')],
    ['a prototype', JSON.parse(`{"__proto__":{"id":"${id}","reason":"expired"}}`)],
    ['what cannot become a number', { id, version: { valueOf: 1, toString: 1 } }],
    ['a time that cannot become a number', { id, version: 1, at: { valueOf: 1, toString: 1 }, maxAge: 9e5 }],
    ['a span that cannot become a number', { id, version: 1, at: 1, maxAge: { valueOf: 1, toString: 1 } }],
  ])('%s', async (_, message) => {
    await say(message)
    expect(rig.session.getSnapshot()).toMatchObject({ status: 'active', id, data: 'tea', stale: false })
    expect(server.requests.length).toBeLessThan(3)
    expect(thrown).toEqual([])
  })
})

test('what stands in the shared storage ends no other stay, and no stay that the server knows', async () => {
  const localStorage = sharedStorage()
  equip(rig.page.env, { localStorage })
  const before = rig.session.getSnapshot()
  for (const ends of [
    '',
    ' ',
    'expired',
    'expired stay-2',
    'expired  ',
    '\n\n',
    `${id} expired`,
    'x'.repeat(1e6),
  ]) {
    localStorage.setItem(`${name}ends`, ends)
    rig.page.hide()
    rig.page.show()
    expect(rig.session.getSnapshot()).toBe(before)
    await rig.idle()
  }
  localStorage.setItem(`${name}ends`, `revoked ${id}`)
  server.reply(() => activeView({ data: 'tea' }))
  rig.page.fire('pageshow', { persisted: true })
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'none', reason: 'revoked' })
  await rig.idle()
  expect(rig.session.getSnapshot()).toMatchObject({ status: 'active', data: 'tea' })
  expect(localStorage.items.get(`${name}ends`)).toBe('')
  expect(thrown).toEqual([])
})

test.each(['', 'soon', '-1', 'NaN', 'Infinity', '9e99', '1e400 0', '99999999999999999', '{}', '0'])(
  'a lease of %j keeps nobody from renewing',
  async (lease) => {
    const localStorage = sharedStorage()
    equip(rig.page.env, { localStorage })
    localStorage.setItem(`${name}lease`, lease)
    rig.session.keepAlive()
    rig.page.fire('keydown')
    rig.clock.advance(100)
    await rig.idle()
    expect(server.requests).toEqual(['POST /session/touch'])
    server.reply(() => noneView)
  },
)

test.each([Number.POSITIVE_INFINITY, 1e300])(
  'a renewal of the moment %s stops neither the questions nor what the app applies',
  async (at) => {
    await say({ id, version: 1, at, maxAge: 15 * minute })
    rig.session.apply(activeView({ version: 3, data: 'coffee' }))
    expect(rig.session.getSnapshot()).toMatchObject({ data: 'coffee' })
    server.reply(() => noneView)
    rig.clock.advance(15 * minute)
    await rig.idle()
    expect(rig.session.getSnapshot()).toMatchObject({ status: 'none' })
  },
)
