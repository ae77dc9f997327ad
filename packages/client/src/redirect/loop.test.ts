import { describe, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../test/support/manual-clock.ts'
import { stillPage } from '../../test/support/still-page.ts'
import { createRedirect, UnsafeRedirectError } from './index.ts'

/** Each guard finds a document of its own, as after a navigation; the tab's storage and the time go on. */
function setUp(sessionStorage: Record<string, unknown> | Error = {}) {
  const clock = manualClock()
  const guard = (): Promise<boolean> => {
    const page = stillPage({ sessionStorage })
    const left = createRedirect({ page, clock })('/login', { reason: 'guard' })
    setTimeout(() => page.emit('pagehide'))
    return left
  }
  return { clock, guard, storage: sessionStorage }
}

async function guards(count: number, guard: () => Promise<boolean>, clock: ManualClock, pause = 1_000) {
  for (let index = 0; index < count; index++) {
    expect(await guard()).toBe(true)
    clock.advance(pause)
  }
}

test('the fourth guard within 10 s is refused, with a code of its own', async () => {
  const { clock, guard } = setUp()
  await guards(3, guard, clock)
  const error = await guard().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UnsafeRedirectError)
  expect(error).toMatchObject({
    code: 'redirect-loop',
    message: '"/login" must not loop',
  })
})

test('a refused guard moves nothing, and leaves the latch open', async () => {
  const { clock, guard, storage } = setUp()
  await guards(3, guard, clock)
  const page = stillPage({ sessionStorage: storage })
  const redirect = createRedirect({ page, clock })
  await expect(redirect('/login', { reason: 'guard' })).rejects.toThrow()
  expect(page.calls).toEqual([])
  void redirect('/help')
  await expect.poll(() => page.calls).toEqual(['push https://app.example/help'])
})

test('10 s after the first of the three, one more may go', async () => {
  const { clock, guard } = setUp()
  await guards(3, guard, clock)
  clock.advance(6_999)
  await expect(guard()).rejects.toMatchObject({ code: 'redirect-loop' })
  clock.advance(1)
  expect(await guard()).toBe(true)
  await expect(guard()).rejects.toMatchObject({ code: 'redirect-loop' })
})

test('a guard every 4 s is no loop', async () => {
  const { clock, guard } = setUp()
  await guards(10, guard, clock, 4_000)
})

test('other reasons do not count', async () => {
  const page = stillPage()
  const clock = manualClock()
  const redirect = createRedirect({ page, clock })
  for (let index = 0; index < 6; index++) {
    const left = redirect('/login', { reason: 'anonymous' })
    await expect.poll(() => page.listeners()).toBe(2)
    page.emit('pagehide')
    expect(await left).toBe(true)
  }
})

test('a guard that the latch held back does not count', async () => {
  const page = stillPage()
  const redirect = createRedirect({ page, clock: manualClock() })
  void redirect('/first')
  for (let index = 0; index < 6; index++) expect(await redirect('/login', { reason: 'guard' })).toBe(false)
})

describe('storage', () => {
  test('that throws counts nothing, and the guard goes', async () => {
    const { clock, guard } = setUp(new DOMException('no', 'SecurityError'))
    await guards(6, guard, clock)
  })

  test('that is full counts nothing, and the guard goes', async () => {
    const full = new Proxy<Record<string, unknown>>({}, { set: () => false })
    const { clock, guard } = setUp(full)
    await guards(6, guard, clock)
  })

  test.each(['', 'x', '{}', ',,,', '-1,NaN,1e999', 'null'])('that holds %j counts anew', async (text) => {
    const { clock, guard } = setUp({ sojournGuards: text })
    await guards(2, guard, clock)
  })

  test('from before somebody set the clock back does not hold the tab', async () => {
    const { clock, guard } = setUp()
    await guards(3, guard, clock)
    clock.shiftWall(-3_600_000)
    expect(await guard()).toBe(true)
  })

  test('of the browser remembers', async () => {
    sessionStorage.clear()
    const clock = manualClock()
    const guard = (): Promise<boolean> => {
      const still = stillPage()
      const page = { ...still, sessionStorage }
      const left = createRedirect({ page, clock })('/login', { reason: 'guard' })
      setTimeout(() => still.emit('pagehide'))
      return left
    }
    await guards(3, guard, clock)
    await expect(guard()).rejects.toMatchObject({ code: 'redirect-loop' })
    sessionStorage.clear()
  })
})
