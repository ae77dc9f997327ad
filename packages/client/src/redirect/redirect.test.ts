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

describe('the way', () => {
  test.each([
    ['navigate', undefined, 'push https://app.example/x'],
    ['guard', undefined, 'replace https://app.example/x'],
    ['guard', 'assign', 'push https://app.example/x'],
    ['navigate', 'replace', 'replace https://app.example/x'],
  ] as const)('%s with the policy %s', async (reason, history, call) => {
    const { page, redirect } = setUp({}, history ? { history } : {})
    void redirect('/x', { reason })
    await settling()
    expect(page.calls).toEqual([call])
  })

  test('a single call overrules the policy', async () => {
    const { page, redirect } = setUp({}, { history: 'replace' })
    void redirect('/x', { history: 'assign' })
    await settling()
    expect(page.calls).toEqual(['push https://app.example/x'])
  })

  test('without the Navigation API an entry is pushed once the load handlers have run', async () => {
    const { page, clock, redirect } = setUp({ hasNavigationApi: false, readyState: 'interactive' })
    void redirect('/x')
    await settling()
    page.emit('load')
    await settling()
    expect(page.calls).toEqual([])
    clock.advance(0)
    await settling()
    expect(page.calls).toEqual(['assign https://app.example/x'])
  })

  test('a replace waits for no load', async () => {
    const { page, redirect } = setUp({ hasNavigationApi: false, readyState: 'loading' })
    void redirect('/x', { reason: 'guard' })
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/x'])
  })

  test('the target learns where to return to', async () => {
    const { page, redirect } = setUp()
    void redirect('/login', { reason: 'guard', returnTo: true })
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/login?returnTo=%2Faccount%3Ftab%3D2'])
  })

  test('an unsafe target is refused, and nothing moves', async () => {
    const { page, redirect } = setUp()
    await expect(redirect('//evil.example')).rejects.toMatchObject({ code: 'unsafe-redirect' })
    expect(page.calls).toEqual([])
  })
})

describe('the outcome', () => {
  test('is true when the page left', async () => {
    const { page, redirect } = setUp()
    const left = redirect('/x')
    await settling()
    page.emit('pagehide')
    expect(await left).toBe(true)
    expect(page.listeners()).toBe(0)
  })

  test('is false when the browser gave the navigation up', async () => {
    const { page, redirect } = setUp()
    const left = redirect('/x')
    await settling()
    page.emit('navigateerror')
    expect(await left).toBe(false)
  })

  test('is false after 3 s in which nothing hid the page, and not sooner', async () => {
    const { page, clock, redirect } = setUp()
    const onOutcome = vi.fn()
    void redirect('/x').then(onOutcome)
    await settling()
    clock.advance(2_999)
    await settling()
    expect(onOutcome).not.toHaveBeenCalled()
    clock.advance(1)
    await settling()
    expect(onOutcome).toHaveBeenCalledWith(false)
    expect(page.listeners()).toBe(0)
  })

  test.each([
    [true, 'push'],
    [false, 'assign'],
  ])(
    'is true at once for another hash of the same page (Navigation API: %s)',
    async (hasNavigationApi, call) => {
      const { page, clock, redirect } = setUp({ hasNavigationApi })
      const left = redirect('/account?tab=2#bottom')
      await settling()
      if (!hasNavigationApi) clock.advance(0)
      expect(await left).toBe(true)
      expect(page.calls).toEqual([`${call} https://app.example/account?tab=2#bottom`])
    },
  )
})

describe('the latch', () => {
  test('lets one redirect through at a time', async () => {
    const { page, redirect } = setUp()
    void redirect('/first')
    await settling()
    expect(await redirect('/second')).toBe(false)
    expect(page.calls).toEqual(['push https://app.example/first'])
  })

  test.each([
    ['a page that came back from the cache', 'pagehide'],
    ['a navigation that failed', 'navigateerror'],
  ] as const)('opens again for %s', async (_, event) => {
    const { page, redirect } = setUp()
    void redirect('/first')
    await settling()
    page.emit(event)
    await settling()
    void redirect('/second')
    await settling()
    expect(page.calls).toEqual(['push https://app.example/first', 'push https://app.example/second'])
  })

  test('opens again 3 s after a download', async () => {
    const { page, clock, redirect } = setUp()
    void redirect('/report.pdf')
    await settling()
    clock.advance(3 * second)
    await settling()
    void redirect('/second')
    await settling()
    expect(page.calls).toHaveLength(2)
  })

  test('opens again after a refusal', async () => {
    const { page, redirect } = setUp()
    await expect(redirect('//evil.example')).rejects.toThrow()
    void redirect('/second')
    await settling()
    expect(page.calls).toEqual(['push https://app.example/second'])
  })

  test('does not hold back the end of a session', async () => {
    const { page, redirect } = setUp()
    void redirect('/first')
    await settling()
    void redirect('/login', { reason: 'revoked' })
    await settling()
    expect(page.calls).toEqual(['push https://app.example/first', 'replace https://app.example/login'])
  })

  test('the end of a session takes the place of a redirect that still waits', async () => {
    let settle = (): void => {}
    const { page, redirect } = setUp({}, { settle: () => new Promise<void>((resolve) => (settle = resolve)) })
    const first = redirect('/first')
    const letFirstGo = settle
    void redirect('/login', { reason: 'expired' })
    settle()
    letFirstGo()
    expect(await first).toBe(false)
    expect(page.calls).toEqual(['replace https://app.example/login'])
  })

  test('a redirect that was overtaken does not open it', async () => {
    const { page, redirect } = setUp()
    void redirect('/first')
    await settling()
    void redirect('/login', { reason: 'expired' })
    // The browser gives the first one up as the second begins.
    page.emit('navigateerror')
    await settling()
    expect(await redirect('/third')).toBe(false)
  })
})

test('what is under way comes to its end first', async () => {
  let settle = (): void => {}
  const { page, redirect } = setUp({}, { settle: () => new Promise<void>((resolve) => (settle = resolve)) })
  void redirect('/login', { reason: 'signed-out' })
  await settling()
  expect(page.calls).toEqual([])
  settle()
  await settling()
  expect(page.calls).toEqual(['replace https://app.example/login'])
})

describe('the end of a session', () => {
  const ends = ['signed-out', 'expired', 'revoked'] as const

  test.each(ends)('%s loads a new document, whatever the app routes with', async (reason) => {
    const navigate = vi.fn()
    const { page, redirect } = setUp({}, { router: { navigate } })
    void redirect('/login', { reason })
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/login'])
    expect(navigate).not.toHaveBeenCalled()
  })

  test.each(ends)('%s loads the document anew where only the hash differs', async (reason) => {
    const { page, redirect } = setUp({ href: 'https://app.example/#/account' })
    void redirect('/#/login', { reason })
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/#/login', 'reload'])
  })

  test.each(ends)('%s does so where there is no Navigation API', async (reason) => {
    const { page, redirect } = setUp({ href: 'https://app.example/#/account', hasNavigationApi: false })
    void redirect('/#/login', { reason })
    await settling()
    expect(page.calls).toEqual(['replace https://app.example/#/login', 'reload'])
  })
})

describe('a router', () => {
  test('takes what lies within the app', async () => {
    const navigate = vi.fn()
    const { page, redirect } = setUp({}, { router: { navigate, base: '/app' } })
    expect(await redirect('/app/orders', { reason: 'guard' })).toBe(true)
    expect(await redirect('/app/orders?page=2')).toBe(true)
    expect(navigate.mock.calls).toEqual([
      ['/orders', { replace: true }],
      ['/orders?page=2', { replace: false }],
    ])
    expect(page.calls).toEqual([])
  })

  test('does not take what lies outside', async () => {
    const navigate = vi.fn()
    const { page, redirect } = setUp(
      {},
      { router: { navigate, base: '/app' }, allow: ['https://id.example'] },
    )
    void redirect('https://id.example/app/orders')
    await settling()
    expect(page.calls).toEqual(['push https://id.example/app/orders'])
    expect(navigate).not.toHaveBeenCalled()
  })

  test('that fails makes the redirect fail, and the next may go', async () => {
    const navigate = vi.fn().mockRejectedValueOnce(new Error('no such route'))
    const { redirect } = setUp({}, { router: { navigate } })
    await expect(redirect('/nowhere')).rejects.toThrow('no such route')
    expect(await redirect('/somewhere')).toBe(true)
  })
})

test('a loader names the page that is wanted, for it runs before the other one is left', async () => {
  const { page, redirect } = setUp()
  void redirect('/login', { returnTo: '/private?tab=2' })
  await settling()
  expect(page.calls).toEqual(['push https://app.example/login?returnTo=%2Fprivate%3Ftab%3D2'])
})

test('a page that is named and not safe is not told, and one signs in without', async () => {
  const { page, redirect } = setUp()
  void redirect('/login', { returnTo: '//evil.example' })
  await settling()
  expect(page.calls).toEqual(['push https://app.example/login'])
})

test('a load that never ends holds nothing up for more than three seconds', async () => {
  const { page, clock, redirect } = setUp({ hasNavigationApi: false, readyState: 'interactive' })
  void redirect('/x')
  await settling()
  clock.advance(3 * second)
  await settling()
  clock.advance(0)
  await settling()
  expect(page.calls).toEqual(['assign https://app.example/x'])
})
