import { describe, expect, test, vi } from 'vitest'
import { second } from '../../test/support/durations.ts'
import { manualClock } from '../../test/support/manual-clock.ts'
import { stillPage } from '../../test/support/still-page.ts'
import { createRedirect, type RedirectOptions } from './redirect.ts'

function setUp(pageOptions: Parameters<typeof stillPage>[0] = {}, options: RedirectOptions = {}) {
  const page = stillPage(pageOptions)
  const clock = manualClock()
  return { page, clock, redirect: createRedirect({ page, clock, ...options }) }
}

/** Lets what is settled come through. */
const settling = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('back', () => {
  test('goes back where a page of this origin lies behind', async () => {
    const { page, redirect } = setUp()
    expect(redirect.canGoBack()).toBe(true)
    const left = redirect.back({ fallback: '/orders' })
    await settling()
    expect(page.calls).toEqual(['go -1'])
    page.emit('pagehide')
    expect(await left).toBe(true)
  })

  test.each([
    ['another site', { canGoBack: false }, 'replace https://app.example/orders'],
    ['nobody knows what', { hasNavigationApi: false }, 'replace https://app.example/orders'],
  ])('goes to the fallback where %s lies behind', async (_, behind, call) => {
    const { page, redirect } = setUp(behind)
    expect(redirect.canGoBack()).toBe(false)
    void redirect.back({ fallback: '/orders' })
    await settling()
    expect(page.calls).toEqual([call])
  })

  test('falls back to the root', async () => {
    const { page, redirect } = setUp({ canGoBack: false })
    void redirect.back()
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/'])
  })

  test('refuses an unsafe fallback', async () => {
    const { redirect } = setUp({ canGoBack: false })
    await expect(redirect.back({ fallback: '//evil.example' })).rejects.toMatchObject({
      code: 'unsafe-redirect',
    })
  })

  test('pressed twice goes back once', async () => {
    const { page, redirect } = setUp()
    void redirect.back()
    expect(await redirect.back()).toBe(false)
    await settling()
    expect(page.calls).toEqual(['go -1'])
  })

  // `assign(a); history.back()` ends on `a`: they are never mixed.
  test('waits behind the latch, as a redirect behind it', async () => {
    const { page, redirect } = setUp()
    void redirect('/first')
    expect(await redirect.back()).toBe(false)
    await settling()
    expect(page.calls).toEqual(['push https://app.example/first'])
  })
})

describe('go', () => {
  test('goes as far as asked, and is true when the document is the same', async () => {
    const { page, redirect } = setUp()
    const left = redirect.go(-2)
    await settling()
    expect(page.calls).toEqual(['go -2'])
    page.emit('popstate')
    expect(await left).toBe(true)
    expect(page.listeners()).toBe(0)
  })

  test('is false where there is no such entry', async () => {
    const { clock, redirect } = setUp()
    const left = redirect.go(9)
    await settling()
    clock.advance(3 * second)
    expect(await left).toBe(false)
  })
})

describe('returnTo', () => {
  const at = (returnTo: string): string =>
    `https://app.example/login?${new URLSearchParams({ returnTo })}#form`

  test('leaves for the page that the parameter names, and the sign-in page leaves the history', async () => {
    const { page, redirect } = setUp({ href: at('/orders?page=2#row') })
    void redirect.returnTo()
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/orders?page=2#row'])
  })

  test('has the reason signed-in, for the policy', async () => {
    const { page, redirect } = setUp({ href: at('/orders') }, { history: { 'signed-in': 'assign' } })
    void redirect.returnTo()
    await settling()
    expect(page.calls).toEqual(['push https://app.example/orders'])
  })

  test.each([
    ['no parameter', 'https://app.example/login'],
    ['an empty one', at('')],
    ['another site', at('//evil.example')],
    ['a script', at('javascript:alert(1)')],
  ])('leaves for the fallback where there is %s', async (_, href) => {
    const { page, redirect } = setUp({ href })
    void redirect.returnTo({ fallback: '/home' })
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/home'])
  })

  test('leaves for the root by default', async () => {
    const { page, redirect } = setUp({ href: at('//evil.example') })
    void redirect.returnTo()
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/'])
  })

  test('what is unsafe without the base of the router leads to the fallback', async () => {
    const navigate = vi.fn()
    const { redirect } = setUp({ href: at('/app//evil.example') }, { router: { navigate, base: '/app' } })
    expect(await redirect.returnTo({ fallback: '/app/home' })).toBe(true)
    expect(navigate.mock.calls).toEqual([['/home', { replace: true }]])
  })

  test('where the router fails to show the page it shows the fallback', async () => {
    const navigate = vi.fn().mockRejectedValueOnce(new Error('no such route'))
    const { redirect } = setUp({ href: at('/gone') }, { router: { navigate } })
    expect(await redirect.returnTo({ fallback: '/home' })).toBe(true)
    expect(navigate.mock.lastCall).toEqual(['/home', { replace: true }])
  })
})

describe('what is under way', () => {
  test('is awaited for 1.5 s at most', async () => {
    const { page, clock, redirect } = setUp({}, { settle: () => new Promise(() => {}) })
    void redirect('/login', { reason: 'signed-out' })
    await settling()
    clock.advance(1_499)
    await settling()
    expect(page.calls).toEqual([])
    clock.advance(1)
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/login'])
  })

  test('is awaited before the page goes back, too', async () => {
    let settle = (): void => {}
    const { page, redirect } = setUp({}, { settle: () => new Promise<void>((resolve) => (settle = resolve)) })
    void redirect.back()
    await settling()
    expect(page.calls).toEqual([])
    settle()
    await settling()
    expect(page.calls).toEqual(['go -1'])
  })

  test('does not make a page leave that came back from the cache meanwhile', async () => {
    let settle = (): void => {}
    const { page, redirect } = setUp({}, { settle: () => new Promise<void>((resolve) => (settle = resolve)) })
    const left = redirect('/checkout')
    await settling()
    page.emit('pagehide')
    await settling()
    settle()
    expect(await left).toBe(false)
    expect(page.calls).toEqual([])
  })
})

describe('a router', () => {
  test('that never comes to an end holds the latch for 3 s', async () => {
    const navigate = vi.fn().mockReturnValueOnce(new Promise(() => {}))
    const { clock, redirect } = setUp({}, { router: { navigate } })
    const first = redirect('/slow')
    await settling()
    expect(await redirect('/second')).toBe(false)
    clock.advance(3 * second)
    expect(await first).toBe(false)
    expect(await redirect('/second')).toBe(true)
  })
})
