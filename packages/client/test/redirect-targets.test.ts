import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type * as door from '../src/redirect/index.ts'
import { leavesTheOrigin, runsScript } from './fixtures/raw-assign.ts'
import { origin, serveApp, start, type Traces } from './support/app-origin.ts'
import { launch } from './support/chromium.ts'

declare const sojourn: typeof door

interface Verdict {
  readonly input: string
  readonly verdict: 'allow' | 'reject'
}

const verdicts: Verdict[] = readFileSync(
  new URL('../../contract/test/fixtures/redirect-targets.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
const inputs = (verdict: Verdict['verdict']): string[] =>
  verdicts.filter((entry) => entry.verdict === verdict).map(({ input }) => input)

let browser: Browser
let context: BrowserContext
let traces: Traces
let page: Page

beforeAll(async () => {
  browser = await launch()
  context = await browser.newContext()
  traces = await serveApp(context)
}, 60_000)
afterAll(() => browser.close())

beforeEach(async () => {
  page = await context.newPage()
})
afterEach(() => page.close())

describe('redirect', () => {
  test('goes to each allowed target, on its own origin', { timeout: 120_000 }, async () => {
    for (const input of inputs('allow')) {
      await page.goto(start)
      const { href } = new URL(input, start)
      await Promise.all([
        page.waitForURL((url) => url.href === href),
        page.evaluate((target) => void sojourn.createRedirect()(target), input),
      ])
      expect(await page.evaluate(() => location.origin)).toBe(origin)
    }
    expect(inputs('allow')).toHaveLength(22)
    expect(traces).toEqual({ foreign: [], dialogs: [] })
  })

  test('throws on each rejected target, and the page stays', { timeout: 60_000 }, async () => {
    await page.goto(start)
    const outcomes = await page.evaluate(async (targets) => {
      const redirect = sojourn.createRedirect()
      const found = []
      for (const target of targets) {
        const code = await redirect(target).catch((error: { code?: unknown }) => error.code)
        found.push({ target, code, href: location.href })
      }
      return found
    }, inputs('reject'))
    expect(outcomes).toEqual(
      inputs('reject').map((target) => ({ target, code: 'unsafe-redirect', href: start })),
    )
    expect(outcomes).toHaveLength(108)
    // A navigation that had begun would show by now.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    expect(page.url()).toBe(start)
    expect(traces).toEqual({ foreign: [], dialogs: [] })
  })
})

describe('returnTo', () => {
  /** Where a page leads whose parameter names each of the targets: a router writes down what it would show. */
  const ledTo = (targets: readonly string[]): Promise<string[]> =>
    page.evaluate(async (values) => {
      const shown: string[] = []
      const redirect = sojourn.createRedirect({ router: { navigate: (path) => shown.push(path) } })
      for (const returnTo of values) {
        history.replaceState(null, '', `/login?${new URLSearchParams({ returnTo })}`)
        await redirect.returnTo({ fallback: '/home' })
      }
      return shown
    }, targets)

  beforeEach(async () => {
    await page.goto(start)
  })

  test('leads to each allowed target', async () => {
    const paths = inputs('allow').map((input) => new URL(input, start).href.slice(origin.length))
    expect(await ledTo(inputs('allow'))).toEqual(paths)
    expect(paths).toHaveLength(22)
  })

  test('leads to the fallback for each rejected one, and throws for none', async () => {
    const hostile = inputs('reject')
    expect(await ledTo(hostile)).toEqual(hostile.map(() => '/home'))
    expect(hostile).toHaveLength(108)
    expect(traces).toEqual({ foreign: [], dialogs: [] })
  })
})

describe('the control: a raw location.assign', () => {
  const assign = (target: string): Promise<string> =>
    page.evaluate((to) => {
      let destination = ''
      navigation.addEventListener('navigate', ({ destination: { url } }) => {
        destination = url
      })
      try {
        location.assign(to)
      } catch {}
      return destination
    }, target)

  test('leaves the origin with some of the list', { timeout: 180_000 }, async () => {
    for (const target of leavesTheOrigin) {
      await page.goto(start)
      await Promise.all([page.waitForURL((url) => url.origin !== origin), assign(target)])
    }
    expect(leavesTheOrigin.length).toBeGreaterThan(0)
  })

  test('runs script with some', { timeout: 60_000 }, async () => {
    for (const target of runsScript) {
      await page.goto(start)
      await Promise.all([page.waitForEvent('dialog'), assign(target)])
    }
    expect(runsScript.length).toBeGreaterThan(0)
  })

  test('does neither with the rest', { timeout: 180_000 }, async () => {
    const harmless = verdicts
      .map(({ input }) => input)
      .filter((input) => !leavesTheOrigin.includes(input) && !runsScript.includes(input))
    const ran = traces.dialogs.length
    for (const target of harmless) {
      await page.goto(start)
      const destination = await assign(target)
      if (/^(https?|about):/.test(destination) && destination !== start) {
        await page.waitForURL((url) => url.origin === origin && url.href !== start)
      } else {
        // Nothing shows when the browser is done with another scheme (`mailto:`) or the same page; that is not for the next.
        await page.close()
        page = await context.newPage()
      }
    }
    expect(traces.dialogs).toHaveLength(ran)
    expect(harmless.length + leavesTheOrigin.length + runsScript.length).toBe(130)
  })
})
