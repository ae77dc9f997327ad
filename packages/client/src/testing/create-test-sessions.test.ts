import { HttpResponse, http } from 'msw'
import { setupWorker } from 'msw/browser'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hour, minute, second } from '../../test/support/durations.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { createRig, type Rig } from '../../test/support/rig.ts'
import { createTestSessions } from './create-test-sessions.ts'

const clock = manualClock()
const sessions = createTestSessions({ data: { name: 'Ada' }, clock })
const worker = setupWorker(
  ...sessions.handlers,
  http.get('/cart', () => HttpResponse.json([], { headers: sessions.visit() })),
)
beforeAll(() => worker.start({ quiet: true }))
afterAll(() => worker.stop())
afterEach(() => sessions.reset())

describe('a client before the handlers', () => {
  let rig: Rig
  beforeEach(async () => {
    rig = createRig({ clock })
    await rig.start()
  })
  const state = () => rig.session.getSnapshot()
  const codeOf = (promise: Promise<unknown>) => promise.then(String, ({ code }) => code)

  test('is signed in from the start, with the data of the test', () => {
    expect(state()).toMatchObject({ status: 'active', data: { name: 'Ada' } })
    expect(sessions.requests).toEqual(['GET /session'])
  })

  test.each(['expire', 'revoke', 'end'] as const)('hears why there is no session: %s', async (how) => {
    sessions[how]()
    await rig.session.refresh()
    const reasons = { expire: 'expired', revoke: 'revoked', end: 'lost' }
    expect(state()).toMatchObject({ status: 'none', reason: reasons[how] })
  })

  test('finds the time run out when it has', async () => {
    clock.advance(31 * minute)
    await rig.idle()
    expect(state()).toMatchObject({ status: 'none', reason: 'expired' })
  })

  test('sees another person sign in, and another name of the same one', async () => {
    const before = state()
    sessions.update({ name: 'Lovelace' })
    await rig.session.refresh()
    expect(state()).toMatchObject({ data: { name: 'Lovelace' }, id: before.status === 'active' && before.id })
    sessions.signIn({ name: 'Bob' })
    await rig.session.signedIn()
    expect(state()).toMatchObject({ data: { name: 'Bob' } })
    expect(state()).not.toHaveProperty('id', before.status === 'active' && before.id)
  })

  test.each([
    [503, 'unavailable'],
    [502, 'unavailable'],
    [429, 'unavailable'],
    [403, 'refused'],
    ['network', 'offline'],
    ['html', 'bad-answer'],
  ] as const)('keeps its state through %s, and says %s', async (failure, code) => {
    sessions.fail(failure)
    expect(await codeOf(rig.session.refresh())).toBe(code)
    expect(state()).toMatchObject({ status: 'active', error: { code } })
    sessions.recover()
    await rig.session.refresh()
    expect(state().error).toBeUndefined()
  })

  test('a touch that fails extends nothing, one that succeeds does, and both are counted', async () => {
    clock.advance(minute)
    sessions.fail(503)
    await codeOf(rig.session.touch())
    expect(sessions.view()).toMatchObject({ maxAge: 29 * minute })
    sessions.recover()
    await rig.session.touch()
    expect(sessions.view()).toMatchObject({ maxAge: 30 * minute })
    expect(sessions.touches).toBe(2)
  })

  test('trusts what is left, however wrong the clock of the server is', async () => {
    sessions.skew(-3_600_000)
    await rig.session.refresh()
    const now = clock.now() - hour
    expect(state()).toMatchObject({ expiresAt: now + 30 * minute })
    expect(sessions.view()).toMatchObject({ createdAt: now, endsAt: now + 24 * 60 * minute, now })
    clock.advance(29 * minute)
    await rig.idle()
    expect(state()).toMatchObject({ status: 'active' })
  })

  test("ends the session; the app's own sign-in begins another", async () => {
    await rig.session.end()
    expect(state()).toMatchObject({ status: 'none', reason: 'signed-out' })
    sessions.signIn({ name: 'Ada' })
    expect(await rig.session.signedIn()).toMatchObject({ status: 'active' })
  })
})

test("the app's own routes renew what is due, and say so", async () => {
  const said = async () => (await fetch('/cart')).headers.get('Sojourn-Session')
  expect(await said()).toBeNull()
  clock.advance(minute)
  const view = sessions.view()
  const id = view.status === 'active' && view.id
  expect(await said()).toBe(`active; id=${id}; max-age=${30 * minute}`)
  sessions.revoke()
  expect(await said()).toBe('none')
})

test('an answer that does not come can be given up, and comes with the recovery', async () => {
  sessions.fail('timeout')
  const giveUp = new AbortController()
  const given = fetch('/session', { signal: giveUp.signal }).catch(({ name }) => name)
  const late = fetch('/session/touch', { method: 'POST' })
  await expect.poll(() => sessions.requests).toHaveLength(2)
  giveUp.abort()
  expect(await given).toBe('AbortError')
  expect(sessions.view()).toMatchObject({ version: 1 })
  sessions.recover()
  expect(await (await late).json()).toMatchObject({ version: 2 })
})

test('a failure of the server carries its problem, one of a proxy does not', async () => {
  sessions.fail(503)
  const own = await fetch('/session/touch', { method: 'POST' })
  expect(own.headers.get('Retry-After')).toBe('1')
  expect(await own.json()).toMatchObject({ status: 503, code: 'store-unavailable' })
  sessions.fail(502)
  expect(await (await fetch('/session')).text()).toBe('')
})

test.each(['/own/', '/own?tenant=a', '/own#x', '/own/?tenant=a'])(
  'a url of %s is understood as the client does',
  async (url) => {
    const own = createTestSessions({ url, data: { name: 'Ada' }, clock })
    worker.use(...own.handlers)
    const { session } = createRig({ url, clock })
    expect(await session.refresh()).toMatchObject({ status: 'active' })
    await session.touch()
    worker.resetHandlers()
    expect([own.requests.length, own.touches]).toEqual([2, 1])
  },
)

test('a reset forgets what the test before did', async () => {
  const { now: _, ...before } = sessions.view()
  sessions.fail(503)
  sessions.skew(minute)
  sessions.revoke()
  await fetch('/session')
  sessions.reset()
  expect(sessions.requests).toEqual([])
  expect((await fetch('/session')).status).toBe(200)
  expect(sessions.view()).toMatchObject({ ...before, id: expect.anything(), now: clock.now() })
})

test('nobody is signed in where the test did not say so, nor has to be', () => {
  const empty = createTestSessions({ clock })
  empty.revoke()
  expect(empty.view()).toEqual({ status: 'none', now: clock.now() })
  expect(() => empty.update({})).toThrow('signIn()')
  expect(() => empty.fail(200)).toThrow(RangeError)
})

test('why a stay ended is said until the next one begins', () => {
  sessions.revoke()
  sessions.expire()
  expect(sessions.view()).toMatchObject({ status: 'none', reason: 'revoked' })
  sessions.signIn()
  clock.advance(30 * minute)
  expect(sessions.view()).toEqual({ status: 'none', now: clock.now() })
})

test('times are those of the options', () => {
  const times = { idleTimeout: 10 * minute, absoluteTimeout: null, renewEvery: second }
  const own = createTestSessions({ data: {}, clock, ...times })
  const expected = { endsAt: null, maxAge: 10 * minute, originalMaxAge: 10 * minute, renewEvery: 1000 }
  expect(own.view()).toMatchObject(expected)
  expect(createTestSessions({ data: {}, clock, idleTimeout: second }).view()).toMatchObject({
    renewEvery: 100,
  })
})
