import { describe, expect, test } from 'vitest'
import { minute } from '../support/durations.ts'
import { signOut, state } from './support/look.ts'
import type * as page from './support/page.ts'
import { type Stage, useStage } from './support/stage.ts'
import { patience, type Tab } from './support/tab.ts'

declare const app: typeof page

const stage = useStage()

/** A worker that answers every GET, by an expression of `cached`, `fetched` and `event`. */
const worker = (answer: string): string => `
  addEventListener('install', () => skipWaiting())
  addEventListener('activate', (event) => event.waitUntil(clients.claim()))
  addEventListener('fetch', (event) => {
    if (event.request.method === 'GET' && event.request.url.endsWith('/session')) event.respondWith(answer(event))
  })
  async function answer(event) {
    const cache = await caches.open('answers')
    const cached = await cache.match(event.request)
    const fetched = fetch(event.request).then(async (response) => {
      await cache.put(event.request, response.clone())
      return response
    })
    return ${answer}
  }`
const staleWhileRevalidate = worker('event.waitUntil(fetched), cached ?? fetched')
const networkFirst = worker('fetched.catch(() => cached)')

const traced = (tab: Tab): Promise<string[]> => tab.evaluate(() => app.traced)
/** Resolves with the error of a question, or with nothing. */
const refresh = (tab: Tab): Promise<string | undefined> =>
  tab.evaluate(() =>
    app.session.refresh().then(
      () => undefined,
      ({ code }) => code,
    ),
  )

/** A tab that is signed in, with a worker in front of the server that has its answer. */
async function openBehind(serviceWorker: string): Promise<Stage & { readonly tab: Tab }> {
  const on = await stage({ serviceWorker })
  const tab = await on.openSignedIn()
  await tab.evaluate(() => void navigator.serviceWorker.register('/service-worker.js'))
  await expect.poll(() => tab.evaluate(() => !!navigator.serviceWorker.controller), patience).toBe(true)
  expect(await refresh(tab)).toBeUndefined()
  return { ...on, tab }
}

describe('stale-while-revalidate: what it replays after a sign-out brings nobody back', () => {
  const ended = { status: 'none', reason: 'signed-out' }

  test('in the same document', async () => {
    const { tab, letPass } = await openBehind(staleWhileRevalidate)
    await signOut(tab)
    expect(await refresh(tab)).toBe('bad-answer')
    expect(await state(tab)).toMatchObject({ ...ended, stale: true, error: { code: 'bad-answer' } })
    await letPass(minute)
    await expect.poll(() => state(tab), patience).toMatchObject({ ...ended, stale: false })
    expect(await tab.evaluate(() => app.heard.filter((event) => event === 'started'))).toHaveLength(1)
  })

  test('after a reload', async () => {
    const { tab, origin } = await openBehind(staleWhileRevalidate)
    await signOut(tab)
    await tab.goto(`${origin}/app?tab=0`)
    await expect.poll(() => state(tab), patience).toMatchObject({ ...ended, stale: false })
    expect(await traced(tab)).toContain('failure bad-answer')
    expect(await tab.evaluate(() => app.heard)).not.toContain('started')
    expect(await tab.evaluate(() => app.painted)).not.toContain('the secrets of ada')
  })
})

describe('network-first: what it replays while the browser is offline', () => {
  async function goOffline() {
    const on = await openBehind(networkFirst)
    const before = await state(on.tab)
    await on.letPass(minute)
    await on.tab.setOffline(true)
    expect(await refresh(on.tab)).toBe('offline')
    return { ...on, before }
  }
  const offline = { connection: 'offline', stale: true }

  test('neither looks online nor extends the countdown', async () => {
    const { tab, before, letPass } = await goOffline()
    const expiresAt = before.status === 'active' && before.expiresAt
    expect(await state(tab)).toMatchObject({ ...offline, status: 'active', expiresAt })
    await letPass(minute)
    expect(await refresh(tab)).toBe('offline')
    expect(await state(tab)).toMatchObject({ ...offline, status: 'active', expiresAt })
    await tab.setOffline(false)
    await expect
      .poll(() => state(tab), patience)
      .toMatchObject({ status: 'active', connection: 'online', stale: false, expiresAt })
  })

  test('keeps nobody signed in whose time is over', async () => {
    const { tab, letPass } = await goOffline()
    await letPass(30 * minute)
    await expect.poll(() => state(tab), patience).toMatchObject({ ...offline, phase: 'verifying' })
    await tab.setOffline(false)
    await expect.poll(() => state(tab), patience).toMatchObject({ status: 'none', reason: 'expired' })
  })
})
