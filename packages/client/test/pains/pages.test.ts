import type { Page } from 'playwright'
import { beforeEach, expect, test } from 'vitest'
import type { SessionView } from '../../../contract/src/index.ts'
import type * as door from '../../src/index.ts'
import { useChromium } from '../support/chromium.ts'
import { origin, serveClient, signedIn } from './support/client-page.ts'

declare const sojourn: typeof door
declare let session: door.SessionClient

const newContext = useChromium({ bfcache: true })
let page: Page
let view: SessionView

beforeEach(async () => {
  const context = await newContext()
  view = { status: 'none', now: 1_600_000_000_000 }
  await serveClient(context, () => view)
  page = await context.newPage()
})

const landing = (path: string): Promise<void> => page.waitForURL((url) => url.pathname === path)
/** Goes back, and waits for the page there, which may come from the cache. */
async function back(path: string): Promise<void> {
  await page.evaluate(() => history.back())
  await expect.poll(() => page.evaluate('location.pathname').catch(() => '')).toBe(path)
}

test('who is sent to sign in gets no entry, who navigates gets one, and the app may say otherwise (pain 20: replace or assign)', async () => {
  await page.goto(`${origin}/before`)
  await page.goto(`${origin}/private`)
  await page.evaluate(() => void session.require())
  await landing('/login')
  await back('/before')

  await page.evaluate(() => void session.redirect('/next'))
  await landing('/next')
  await back('/before')

  await page.goto(`${origin}/private`)
  await page.evaluate(() => {
    session = sojourn.createSessionClient({ redirect: { history: { guard: 'assign', navigate: 'replace' } } })
    void session.require()
  })
  await landing('/login')
  await back('/private')
  await page.evaluate(() => {
    session = sojourn.createSessionClient({ redirect: { history: { navigate: 'replace' } } })
    void session.redirect('/next')
  })
  await landing('/next')
  await back('/before')
})

test('a page that comes back from the cache can be left again, and nobody waits for the first leaving (pain 22: a hung redirect)', async () => {
  view = signedIn
  await page.goto(`${origin}/start`)
  await page.evaluate(() => {
    const outcomes: unknown[] = []
    Object.assign(window, { outcomes, isFirst: true })
    session.subscribe(() => {})
    void session.redirect('/next').then((left) => outcomes.push(left))
  })
  await landing('/next')
  await page.evaluate(() => history.back())
  await expect.poll(() => page.evaluate('window.isFirst').catch(() => false)).toBe(true)
  await expect.poll(() => page.evaluate('outcomes')).toEqual([true])
  await page.evaluate(() => void session.redirect('/again'))
  await landing('/again')
})

test('a guard of one page that sends away time and again stops, and four pages in a row are sent to sign in (pain 23: login loops)', async () => {
  /** Where the guard of the page leads, or the code of its error. */
  const visit = async (path: string): Promise<string> => {
    await page.goto(`${origin}${path}`)
    await page.evaluate(() => {
      void session.require({ target: '/login' }).catch(({ code }) => Object.assign(document, { title: code }))
    })
    const stayed = page.waitForFunction('document.title').catch(() => {})
    await Promise.race([landing('/login'), stayed])
    return (await page.title()) || page.url().slice(origin.length)
  }
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    expect(await visit(`/private/${name}?tab=2&code=x#top`)).toBe(
      `/login?returnTo=%2Fprivate%2F${name}%3Ftab%3D2%26code%3Dx`,
    )
  let last = ''
  for (let times = 0; times < 14 && last !== 'redirect-loop'; times++) last = await visit('/private')
  expect(last).toBe('redirect-loop')
  expect(page.url()).toBe(`${origin}/private`)
})

test('the page to return to never holds a page to return to within one (pain 23: nested returnTo)', async () => {
  await page.goto(`${origin}/login?returnTo=%2Fprivate`)
  const target = page.waitForURL((url) => url.pathname === '/login' && !url.search)
  await page.evaluate(() => void session.redirect('/login', { reason: 'guard', returnTo: true }))
  await target
  await page.goto(`${origin}/login?returnTo=%2Fprivate%3Ftab%3D2`)
  await page.evaluate(() => void session.returnTo())
  await landing('/private')
  expect(page.url()).toBe(`${origin}/private?tab=2`)
})
