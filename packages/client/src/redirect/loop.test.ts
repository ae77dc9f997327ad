import { describe, expect, test } from 'vitest'
import { second } from '../../test/support/durations.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { stillPage } from '../../test/support/still-page.ts'
import { createRedirect, type RedirectDetails, UnsafeRedirectError } from './index.ts'

/** Each redirect finds a document of its own, as after a navigation; the tab's storage and the time go on. */
function setUp(sessionStorage: Record<string, unknown> | Error = {}) {
  const clock = manualClock()
  const leave = (path: string, target: string, details: RedirectDetails): Promise<boolean> => {
    const page = stillPage({ sessionStorage, href: `https://app.example${path}` })
    const left = createRedirect({ page, clock })(target, details)
    setTimeout(() => page.emit('pagehide'))
    return left
  }
  const guard = (path = '/orders'): Promise<boolean> => leave(path, '/login', { reason: 'guard' })
  const signIn = (path = '/orders'): Promise<boolean> => leave('/login', path, { reason: 'signed-in' })
  const guards = async (count: number, pause = 1_000): Promise<void> => {
    for (let index = 0; index < count; index++) {
      expect(await guard()).toBe(true)
      clock.advance(pause)
    }
  }
  return { clock, guard, guards, signIn, leave, storage: sessionStorage }
}

test('who opens one private page after the other is sent to sign in each time, and back from there', async () => {
  const { clock, guard, signIn } = setUp()
  for (let index = 0; index < 40; index++) {
    expect(await guard(`/private/${index}`)).toBe(true)
    clock.advance(200)
  }
  expect(await signIn('/private/39')).toBe(true)
})

test('who opens the same private page again and again is no loop, and signs in', async () => {
  const { guard, guards, signIn } = setUp()
  await guards(5, 1_000)
  expect(await signIn()).toBe(true)
  expect(await guard()).toBe(true)
})

test('who is sent to and fro stays on the sign-in page', async () => {
  const { clock, guard, signIn } = setUp()
  let bounces = 0
  for (; bounces < 20; bounces++) {
    expect(await guard()).toBe(true)
    if (!(await signIn())) break
    clock.advance(second)
  }
  expect(bounces).toBe(5)
  expect(await signIn('/elsewhere')).toBe(true)
})

test('the guard that goes on all the same is refused, with a code of its own', async () => {
  const { guard, guards } = setUp()
  await guards(6)
  const error = await guard().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UnsafeRedirectError)
  expect(error).toMatchObject({ code: 'redirect-loop', message: '"/login" must not loop' })
})

test('guards that send each other round are refused', async () => {
  const { leave } = setUp()
  const round = async (): Promise<unknown> => {
    for (let index = 0; index < 20; index++) {
      await leave('/a', '/b', { reason: 'guard' })
      await leave('/b', '/a', { reason: 'guard' })
    }
    return 'for ever'
  }
  expect(await round().catch(({ code }) => code)).toBe('redirect-loop')
})

test('a refused guard moves nothing, and leaves the latch open', async () => {
  const { clock, guards, storage } = setUp()
  await guards(6)
  const page = stillPage({ sessionStorage: storage, href: 'https://app.example/orders' })
  const redirect = createRedirect({ page, clock })
  await expect(redirect('/login', { reason: 'guard' })).rejects.toThrow()
  expect(page.calls).toEqual([])
  void redirect('/help')
  await expect.poll(() => page.calls).toEqual(['push https://app.example/help'])
})

test('half a minute later one more may go', async () => {
  const { clock, guard, guards } = setUp()
  await guards(6)
  await expect(guard()).rejects.toMatchObject({ code: 'redirect-loop' })
  clock.advance(30 * second)
  expect(await guard()).toBe(true)
})

test('a guard every 8 s is no loop', async () => {
  const { guards } = setUp()
  await guards(20, 8_000)
})

test('other reasons do not count, and the end of a session is never refused', async () => {
  const { guards, leave } = setUp()
  for (let index = 0; index < 9; index++)
    expect(await leave('/orders', '/login', { reason: 'anonymous' })).toBe(true)
  await guards(6)
  expect(await leave('/login', '/orders', { reason: 'expired' })).toBe(true)
  expect(await leave('/login', '/orders', { reason: 'navigate' })).toBe(false)
})

test('a guard that the latch held back does not count', async () => {
  const page = stillPage()
  const redirect = createRedirect({ page, clock: manualClock() })
  void redirect('/first')
  for (let index = 0; index < 9; index++) expect(await redirect('/login', { reason: 'guard' })).toBe(false)
})

describe('storage', () => {
  test('that throws counts nothing, and the guard goes', async () => {
    const { guards } = setUp(new DOMException('no', 'SecurityError'))
    await guards(9)
  })

  test('that is full counts nothing, and the guard goes', async () => {
    const { guards } = setUp(new Proxy<Record<string, unknown>>({}, { set: () => false }))
    await guards(9)
  })

  test.each(['', 'x', '{}', ',,,', '-1,NaN,1e999', 'null'])('that holds %j counts anew', async (text) => {
    const { guard, guards } = setUp({ sojournGuards: text })
    await guards(6)
    await expect(guard()).rejects.toMatchObject({ code: 'redirect-loop' })
  })

  test('does not grow for ever', async () => {
    const { guard, storage } = setUp()
    for (let index = 0; index < 200; index++) await guard(`/${index}${'x'.repeat(1_000)}`)
    expect(JSON.stringify(storage).length).toBeLessThan(60_000)
  })

  test('from before somebody set the clock back does not hold the tab', async () => {
    const { clock, guard, guards } = setUp()
    await guards(6)
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
    for (let index = 0; index < 6; index++) expect(await guard()).toBe(true)
    await expect(guard()).rejects.toMatchObject({ code: 'redirect-loop' })
    sessionStorage.clear()
  })
})
