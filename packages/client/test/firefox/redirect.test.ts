import { describe, expect, test } from 'vitest'
import { shown } from '../tabs/support/look.ts'
import { testReason } from '../tabs/support/reason.ts'
import type { Stage } from '../tabs/support/stage.ts'
import { patience, type Tab } from '../tabs/support/tab.ts'
import type * as page from './support/page.ts'
import { useFirefox } from './support/stage.ts'

declare const app: typeof page

const stage = useFirefox()

testReason(stage)

/** While another page comes, there may be none to ask. */
const address = (tab: Tab): Promise<string> =>
  tab.evaluate(() => location.pathname + location.search + location.hash).catch(() => '')
const landing = (tab: Tab, path: string): Promise<void> =>
  expect
    .poll(
      () => tab.evaluate(() => document.readyState === 'complete' && location.pathname).catch(() => ''),
      patience,
    )
    .toBe(path)
const entries = (tab: Tab): Promise<number> => tab.evaluate(() => history.length)

/** A tab with a page of the app, and another one before it. */
async function twoPages(parameters: Record<string, string> = {}): Promise<Stage & { readonly tab: Tab }> {
  const on = await stage()
  const tab = await on.open()
  await tab.goto(`${on.origin}/app/before`)
  await tab.goto(`${on.origin}/app/page?${new URLSearchParams(parameters)}`)
  return { ...on, tab }
}

/** Goes to a page that is left while it loads. */
async function leaveEarly(tab: Tab, url: string): Promise<void> {
  await tab.evaluate((early) => location.assign(early), url)
  await landing(tab, '/elsewhere')
}

const apis = [
  ['with the Navigation API', {}],
  ['without the Navigation API', { without: 'navigation' }],
] as const

test('this Firefox has the Navigation API, but where a page goes without', async () => {
  const { tab, origin } = await twoPages()
  expect(await tab.evaluate(() => typeof navigation)).toBe('object')
  await tab.goto(`${origin}/app/page?without=navigation`)
  expect(await tab.evaluate(() => typeof navigation)).toBe('undefined')
})

describe.each(apis)('%s', (_, without) => {
  describe.each([
    ['assign', 1, '/app/page'],
    ['replace', 0, '/app/before'],
  ] as const)('%s', (history, gained, behind) => {
    test('after the load', async () => {
      const { tab } = await twoPages(without)
      const before = await entries(tab)
      await tab.evaluate((method) => void app.createRedirect()('/elsewhere', { history: method }), history)
      await landing(tab, '/elsewhere')
      expect((await entries(tab)) - before).toBe(gained)
      await tab.back()
      await landing(tab, behind)
    })

    test('in a script of the page that loads', async () => {
      const { tab, origin } = await twoPages()
      const before = await entries(tab)
      await leaveEarly(tab, `${origin}/app/early?${new URLSearchParams({ ...without, leave: history })}`)
      expect((await entries(tab)) - before).toBe(gained + 1)
      await tab.back()
      await landing(tab, gained ? '/app/early' : '/app/page')
    })
  })

  test('navigations that are answered without a document leave the page where it is, and no rejection', async () => {
    const { tab, letPass } = await twoPages(without)
    await tab.evaluate(async () => {
      const redirect = app.createRedirect({ clock: app.clock })
      const first = redirect('/sign-in?name=ada')
      await new Promise((resolve) => setTimeout(resolve))
      const second = redirect('/sign-in?name=bob', { reason: 'revoked' })
      void Promise.all([first, second]).then((outcomes) => (document.title = `left: ${outcomes}`))
    })
    await letPass(3000)
    await expect.poll(() => tab.evaluate(() => document.title), patience).toBe('left: false,false')
    expect(await address(tab)).toContain('/app/page')
  })

  test('the end of a session loads another document, where only the hash differs too', async () => {
    const { tab } = await twoPages(without)
    await tab.evaluate(() => {
      document.title = 'private'
      void app.createRedirect()(`${location.pathname}${location.search}#/login`, { reason: 'expired' })
    })
    await expect
      .poll(() => tab.evaluate(() => document.title).catch(() => 'private'), patience)
      .not.toContain('private')
    expect(await address(tab)).toMatch(/#\/login$/)
  })

  test('the end of a session overtakes a navigation', async () => {
    const { tab } = await twoPages(without)
    const before = await entries(tab)
    await tab.evaluate(() => {
      const redirect = app.createRedirect()
      void redirect('/app/next')
      void redirect('/elsewhere', { reason: 'signed-out' })
    })
    await landing(tab, '/elsewhere')
    expect(await entries(tab)).toBe(before)
  })

  test('who is sent to sign in comes back to the page, and Back leads before it', async () => {
    const { tab, origin } = await twoPages(without)
    const rest = new URLSearchParams(without)
    const page = `/app/private?print&q=a%20b&sig=a/b=${rest.size ? `&${rest}` : ''}`
    const signIn = `/app/sign-in?${new URLSearchParams(without)}`
    await tab.goto(`${origin}${page}`)
    await tab.evaluate((target) => void app.session.require({ target }), signIn)
    await landing(tab, '/app/sign-in')
    expect(await tab.evaluate(() => new URLSearchParams(location.search).get('returnTo'))).toBe(page)
    await tab.evaluate(async () => {
      await app.signIn('bob')
      void app.session.returnTo()
    })
    await landing(tab, '/app/private')
    expect(await address(tab)).toBe(page)
    await expect.poll(() => shown(tab), patience).toBe('the secrets of bob')
    // Neither the sign-in page nor what was seen without a session lies behind.
    await tab.back()
    await landing(tab, '/app/page')
  })
})

test('the control: a raw location.assign in a script of the page that loads loses its entry', async () => {
  const { tab, origin } = await twoPages()
  await leaveEarly(tab, `${origin}/app/early?leave=raw`)
  await tab.back()
  await landing(tab, '/app/page')
})

describe('back', () => {
  test('leads to the page before, where it is of the app', async () => {
    const { tab } = await twoPages()
    expect(await tab.evaluate(() => app.createRedirect().canGoBack())).toBe(true)
    await tab.evaluate(() => void app.createRedirect().back({ fallback: '/app/home' }))
    await landing(tab, '/app/before')
  })

  test('leads to the fallback where nobody can tell what lies behind', async () => {
    const { tab } = await twoPages({ without: 'navigation' })
    await tab.evaluate(() => void app.createRedirect().back({ fallback: '/app/home' }))
    await landing(tab, '/app/home')
  })
})

test('an app that intercepts navigations cannot keep the document of a session that ended', async () => {
  const { tab } = await twoPages()
  await tab.evaluate(() => {
    document.title = 'private'
    navigation.addEventListener('navigate', (event) => {
      if (event.navigationType !== 'reload') event.intercept()
    })
  })
  expect(await tab.evaluate(() => app.createRedirect()('/app/orders'))).toBe(true)
  expect(await tab.evaluate(() => document.title)).toContain('private')
  await tab.evaluate(() => void app.createRedirect()('/elsewhere', { reason: 'signed-out' }))
  await expect.poll(() => tab.evaluate(() => document.title).catch(() => 'private'), patience).toBe('')
  expect(await address(tab)).toBe('/elsewhere')
})
