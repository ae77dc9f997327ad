import { describe, expect, onTestFinished, test } from 'vitest'
import { equip, refusingStorage, sharedStorage } from '../pains/support/shared-storage.ts'
import { minute } from '../support/durations.ts'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'
import { stillPage } from '../support/still-page.ts'

const server = useFakeServer()

/** Takes something from the browser until the test is over. */
function without(owner: object, name: string): void {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  if (!before) throw new Error(`There is no ${name} to begin with`)
  Object.defineProperty(owner, name, { configurable: true, value: undefined })
  onTestFinished(() => void Object.defineProperty(owner, name, before))
}

const opaque = {
  get localStorage(): never {
    throw new DOMException('The document is sandboxed', 'SecurityError')
  },
}

const lacks: [string, string, { readonly [part: string]: unknown }][] = [
  ['no BroadcastChannel', 'channel', { BroadcastChannel: undefined, localStorage: sharedStorage() }],
  ['no localStorage', 'storage', { localStorage: undefined }],
  ['a forbidden localStorage', 'storage', { localStorage: refusingStorage('everything') }],
  ['a full localStorage', 'storage', { localStorage: refusingStorage('writing') }],
  ['a localStorage that forgets', 'storage', { localStorage: { getItem: () => null, setItem: () => {} } }],
]

describe.each(lacks)('%s', (_, lack, parts) => {
  test('the tab works on its own, and says what is missing', async () => {
    const { session, start, page, clock, idle, events } = createRig({ warnBefore: 0 })
    equip(page.env, parts)
    const missing: string[] = []
    session.on('trace', ({ type, cause }) => {
      if (type === 'alone') missing.push(cause)
    })
    server.reply(() => activeView({ data: 'tea' }))
    await start()
    session.keepAlive()
    clock.advance(minute)
    page.fire('keydown')
    clock.advance(100)
    await idle()
    expect(server.requests).toEqual(['GET /session', 'POST /session/touch'])
    page.fire('pagehide')
    page.fire('pageshow', { persisted: true })
    await idle()
    expect(await session.signedIn()).toMatchObject({ status: 'active' })
    server.reply(() => noneView)
    expect(await session.end()).toMatchObject({ status: 'none', reason: 'signed-out' })
    expect(new Set(missing)).toEqual(new Set([lack]))
    expect(events).not.toContain('error')
    session.dispose()
    expect([page.open(), clock.timers()]).toEqual([0, 0])
  })
})

test('a document of an opaque origin, where each look at the storage throws', async () => {
  const { session, start, page, clock, idle } = createRig({ warnBefore: 0 })
  Object.defineProperties(page.env, Object.getOwnPropertyDescriptors(opaque))
  server.reply(() => activeView())
  await start()
  session.keepAlive()
  clock.advance(minute)
  page.fire('keydown')
  await idle()
  page.fire('pageshow', { persisted: true })
  await idle()
  expect(server.requests).toEqual(['GET /session', 'POST /session/touch', 'GET /session'])
  server.reply(() => noneView)
  expect(await session.end()).toMatchObject({ status: 'none' })
})

test('without Web Locks nothing is missed', async () => {
  without(Navigator.prototype, 'locks')
  const { session, start, clock, page, idle } = createRig({ warnBefore: 0 })
  equip(page.env, { localStorage: sharedStorage() })
  server.reply(() => activeView())
  await start()
  session.keepAlive()
  clock.advance(minute)
  page.fire('keydown')
  clock.advance(100)
  await idle()
  expect(server.requests).toEqual(['GET /session', 'POST /session/touch'])
})

test('without the Navigation API a page is left by its location, and Back leads to the fallback', async () => {
  const page = stillPage({ hasNavigationApi: false })
  const { session, clock } = createRig({ redirect: { page } })
  const left = session.redirect('/next')
  const calls = (): string[] => {
    clock.advance(0)
    return page.calls
  }
  await expect.poll(calls).toEqual(['assign https://app.example/next'])
  page.emit('pagehide')
  expect(await left).toBe(true)
  expect(session.redirect.canGoBack()).toBe(false)
})

test('without Intl.NumberFormat’s units the app says the time itself', () => {
  without(Intl, 'NumberFormat')
  without(Number.prototype, 'toLocaleString')
  const { session } = createRig()
  expect(session.countdown.announcement((amount, unit) => `${amount} ${unit}`)).toBe('')
  session.apply(activeView({ maxAge: 90_000 }))
  expect(session.countdown.announcement((amount, unit) => `${amount} ${unit}`)).toBe('2 minute')
})

test.each(['DurationFormat', 'PluralRules', 'RelativeTimeFormat', 'ListFormat'])(
  'Intl.%s is not needed for an announcement',
  (part) => {
    if (part in Intl) without(Intl, part)
    const { session } = createRig()
    session.apply(activeView({ maxAge: 90_000 }))
    expect(session.countdown.announcement()).toMatch(/2/)
  },
)

describe('a hostile returnTo', () => {
  test.each([
    '//evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '/\\evil.example',
    '/.//evil.example',
    '/%2f%2fevil.example',
    '\u0001javascript:alert(1)',
    'blob:https://app.example/1',
    'https://app.example@evil.example/',
    '',
    // Longer than any URL of an app.
    `/${'x'.repeat(3000)}`,
  ])('%.40s leads to the fallback, and no further', async (returnTo) => {
    const href = `https://app.example/login?returnTo=${encodeURIComponent(returnTo)}`
    const page = stillPage({ href })
    const { session } = createRig({ redirect: { page } })
    const left = session.returnTo({ fallback: '/home' })
    await expect.poll(() => page.calls).toEqual(['replace https://app.example/home'])
    page.emit('pagehide')
    expect(await left).toBe(true)
  })
})
