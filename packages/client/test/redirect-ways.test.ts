import type { BrowserContext, Page } from 'playwright'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type * as door from '../src/redirect/index.ts'
import { openCachingPage, origin, redirectScript, serveApp, start } from './support/app-origin.ts'
import { useChromium } from './support/chromium.ts'

declare const sojourn: typeof door

const newContext = useChromium()
let context: BrowserContext
let page: Page

beforeEach(async () => {
  context = await newContext()
  await serveApp(context)
  page = await context.newPage()
})
afterEach(() => page.goto('about:blank'))

const entries = (): Promise<number> => page.evaluate(() => history.length)
const landing = (path: string): Promise<void> => page.waitForURL((url) => url.pathname === path)
const path = (): string => new URL(page.url()).pathname

describe('what browsers do', () => {
  beforeEach(async () => {
    await page.goto(`${origin}/before`)
    await page.goto(start)
    await page.evaluate(() => Object.assign(window, { isFirst: true }))
  })
  const isFirst = (): Promise<unknown> => page.evaluate('window.isFirst').catch(() => true)

  test('assigning the same URL loads it anew, without an entry', async () => {
    const before = await entries()
    await page.evaluate(() => location.assign(location.href))
    await expect.poll(isFirst, { timeout: 10_000 }).toBeUndefined()
    expect(await entries()).toBe(before)
  })

  test('another hash stays in the document: assign adds an entry, replace does not', async () => {
    const before = await entries()
    await page.evaluate(() => location.assign('#x'))
    expect(await entries()).toBe(before + 1)
    await page.evaluate(() => location.replace('#y'))
    expect(await entries()).toBe(before + 1)
    expect(await isFirst()).toBe(true)
  })

  test('dropping the hash loads the document', async () => {
    await page.evaluate(() => location.replace('#x'))
    await page.evaluate(() => location.assign(location.href.replace('#x', '')))
    await expect.poll(isFirst, { timeout: 10_000 }).toBeUndefined()
  })

  test('the last of several navigations wins, and its method', async () => {
    const before = await entries()
    await page.evaluate(() => {
      location.assign('/a')
      location.assign('/b')
      location.replace('/c')
    })
    await expect.poll(path, { timeout: 10_000 }).toBe('/c')
    await page.waitForLoadState()
    expect(await entries()).toBe(before)
  })

  test('a traversal after an assign is lost', async () => {
    await page.evaluate(() => {
      location.assign('/a')
      history.back()
    })
    await expect.poll(path, { timeout: 10_000 }).toBe('/a')
  })

  test('back takes its time, and going nowhere does nothing', async () => {
    const there = await page.evaluate(() => {
      history.go(99)
      history.back()
      return location.pathname
    })
    expect(there).toBe('/start')
    await landing('/before')
  })

  test('the Navigation API runs no script and takes no broken URL', async () => {
    const names = await page.evaluate(async () => {
      const nameOf = async (url: string): Promise<string> => {
        const { committed, finished } = navigation.navigate(url)
        finished?.catch(() => {})
        return committed?.then(String, (error: Error) => error.name) ?? ''
      }
      return [await nameOf('javascript:alert(1)'), await nameOf('http://[')]
    })
    expect(names).toEqual(['NotSupportedError', 'SyntaxError'])
  })
})

describe('back', () => {
  const back = (): Promise<boolean | undefined> =>
    page.evaluate(() => sojourn.createRedirect().back({ fallback: '/home' })).catch(() => undefined)

  test('leads to the page before, where it is of the app', async () => {
    await page.goto(`${origin}/before`)
    await page.goto(start)
    expect(await page.evaluate(() => sojourn.createRedirect().canGoBack())).toBe(true)
    void back()
    await landing('/before')
  })

  test('leads to the state before, in the same document', async () => {
    await page.goto(start)
    await page.evaluate(() => history.pushState(null, '', '/second'))
    expect(await back()).toBe(true)
    expect(path()).toBe('/start')
  })

  test('leads to the fallback where another site lies behind, whatever the length of the history', async () => {
    await page.goto('https://other.example/')
    await page.goto(start)
    const before = await entries()
    expect(before).toBeGreaterThan(1)
    expect(await page.evaluate(() => sojourn.createRedirect().canGoBack())).toBe(false)
    void back()
    await landing('/home')
    expect(await entries()).toBe(before)
    await page.goBack()
    expect(page.url()).toBe('https://other.example/')
  })

  test('leads to the fallback where there is no Navigation API', async () => {
    await page.goto(`${origin}/before`)
    await page.goto(start)
    await page.evaluate('delete window.navigation')
    void back()
    await landing('/home')
  })

  test('going where no entry is resolves false', async () => {
    await page.goto(start)
    expect(await page.evaluate(() => sojourn.createRedirect().go(9))).toBe(false)
    expect(path()).toBe('/start')
  })
})

test('an app that intercepts navigations cannot keep the document of a session that ended', async () => {
  await page.goto(start)
  await page.evaluate(() => {
    Object.assign(window, { secret: 'private' })
    navigation.addEventListener('navigate', (event) => {
      if (event.navigationType !== 'reload') event.intercept()
    })
  })
  expect(await page.evaluate(() => sojourn.createRedirect()('/orders'))).toBe(true)
  expect(await page.evaluate('window.secret')).toBe('private')
  await page.evaluate(() => void sojourn.createRedirect()('/login', { reason: 'signed-out' }))
  await page.waitForFunction('window.secret === undefined')
  expect(path()).toBe('/login')
})

describe('who is not signed in', () => {
  /** An app whose pages below `/private` are guarded, and whose sign-in page runs `signIn`. How often each was loaded. */
  async function serve(
    signIn: string,
    redirect: { location?: string } = {},
  ): Promise<Record<string, number>> {
    const script = await redirectScript()
    const loads: Record<string, number> = {}
    await context.route(/\/(private|login)/, (route) => {
      const { pathname } = new URL(route.request().url())
      loads[pathname] = (loads[pathname] ?? 0) + 1
      const isLogin = pathname === '/login'
      if (isLogin && redirect.location !== undefined)
        return route.fulfill({ status: 302, headers: { location: redirect.location } })
      const guard = `leave('/login', { reason: 'guard', returnTo: true })`
      const body = `<!doctype html><script>${script}
        const leave = sojourn.createRedirect()
        const tell = (text) => { document.title = text }
        ${isLogin ? signIn : guard}.then((left) => left || tell('stayed'), ({ code }) => tell(code))</script>
        <h1>${pathname}</h1>`
      return route.fulfill({ contentType: 'text/html', body })
    })
    return loads
  }
  const signInBySelf = `leave.returnTo()`
  const waitForPerson = `Promise.resolve(true)`
  const title = (): Promise<string> => page.title().catch(() => '')
  const rest = (text: string): Promise<void> => expect.poll(title, { timeout: 15_000 }).toBe(text)

  test('and opens many private pages in no time arrives at the sign-in page each time, and comes back', async () => {
    await serve(waitForPerson)
    await page.goto(`${origin}/before`)
    for (let index = 0; index < 10; index++) {
      await page.goto(`${origin}/private/${index}?print`, { waitUntil: 'commit' })
      await page.waitForURL((url) => url.searchParams.get('returnTo') === `/private/${index}?print`)
      if (index % 2) await page.goBack()
    }
    await page.goto(`${origin}/private/again`, { waitUntil: 'commit' })
    await page.waitForURL((url) => url.searchParams.get('returnTo') === '/private/again')
    await context.unroute(/\/(private|login)/)
    await page.evaluate('void leave.returnTo()')
    await landing('/private/again')
  })

  test('and opens the same private page again by Back is sent to sign in', async () => {
    await serve(waitForPerson)
    await page.goto(`${origin}/before`)
    for (let index = 0; index < 4; index++) {
      await page.evaluate(() => location.assign('/private'))
      await landing('/login')
      await page.goBack()
      await landing('/before')
    }
    expect(await title()).toBe('')
  })

  test('pain 23: and is signed in by programs in a browser that keeps no cookie ends at the sign-in page', async () => {
    const loads = await serve(signInBySelf)
    await page.goto(`${origin}/private`, { waitUntil: 'commit' })
    await rest('stayed')
    expect(path()).toBe('/login')
    expect(await page.textContent('h1')).toBe('/login')
    // Twice as many where half a minute ends in between.
    expect(loads['/private']).toBeLessThan(13)
  })

  test('pain 23: and meets a sign-in page that is guarded itself sees it, and its guard says why', async () => {
    const loads = await serve(`leave('/login', { reason: 'guard', returnTo: true })`)
    await page.goto(`${origin}/private`, { waitUntil: 'commit' })
    await rest('redirect-loop')
    expect(path()).toBe('/login')
    expect(await page.textContent('h1')).toBe('/login')
    expect(loads['/private']).toBe(1)
    expect(loads['/login']).toBeLessThan(15)
  })

  test('and is sent back by the server does not go round for ever', async () => {
    const loads = await serve('', { location: '/private' })
    await page.goto(`${origin}/private`, { waitUntil: 'commit' })
    await rest('redirect-loop')
    expect(loads['/private']).toBeLessThan(14)
  })
})

test('pain 22: a page that waited as it went into the back/forward cache is not left when it comes back', async () => {
  const shown = await openCachingPage()
  await shown.goto(start)
  await shown.evaluate(() => {
    const redirect = sojourn.createRedirect({ settle: () => new Promise(() => {}) })
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { isRestored: persisted }))
    void redirect('/checkout').then((left) => Object.assign(window, { left }))
    location.assign('/elsewhere')
  })
  await shown.waitForURL((url) => url.pathname === '/elsewhere')
  await shown.evaluate(() => history.back())
  await expect
    .poll(() => shown.evaluate('window.isRestored').catch(() => false), { timeout: 10_000 })
    .toBe(true)
  // The timer that was due in the cache comes late, and says that the page stayed.
  await expect.poll(() => shown.evaluate('window.left'), { timeout: 10_000 }).toBe(false)
  expect(new URL(shown.url()).pathname).toBe('/start')
})
