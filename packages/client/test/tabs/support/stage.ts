import { beforeAll, expect, onTestFinished, vi } from 'vitest'
import { type App, type AppOptions, bundlePage, serveApp } from './app.ts'
import type { Browser } from './browser.ts'
import { startChromium } from './chromium.ts'
import type * as page from './page.ts'
import { patience, type Tab } from './tab.ts'

declare const app: typeof page

/** What the address of a page asks for: see `page.ts`. */
export interface Parameters {
  readonly keepAlive?: 'active' | 'open'
  readonly without?: 'localStorage' | 'BroadcastChannel' | 'cookieStore'
}

export interface Stage extends Omit<App, 'letPass' | 'close'> {
  /** Opens a tab of the app in front of the others; its page shows what it knows of the session. */
  open(parameters?: Parameters): Promise<Tab>
  /** A tab in which `ada` signs in, and no request counted yet. */
  openSignedIn(parameters?: Parameters): Promise<Tab>
  /** That, and another one, which is seen. */
  openTwo(parameters?: Parameters): Promise<[Tab, Tab]>
  /** That, and others, in the order in which they were opened; the last is seen. */
  openMany(count: number, parameters?: Parameters): Promise<[Tab, ...Tab[]]>
  /** The address of a page without the client. */
  readonly elsewhere: string
  /** That page, in a window beside the one of the tabs. */
  openElsewhere(): Promise<Tab>
  /** Lets time pass for the server and the pages of the app, on both of their clocks. */
  letPass(milliseconds: number): Promise<void>
  /** Resolves once `tab` can read what `other` left in the storage: it takes the browser a moment. */
  stored(other: Tab, tab: Tab): Promise<void>
  /** Resolves once nobody has asked the server for so many milliseconds, 200 unless told. */
  quiet(milliseconds?: number): Promise<void>
  /** Counts from here. */
  forgetRequests(): void
}

/**
 * One browser, Chromium unless told, for the tests of a file; each has a window, cookies and a server of its own. `entry` is
 * the page of a tab, `page.ts` or more.
 */
export function useStage(
  start: () => Promise<Browser> = startChromium,
  entry?: URL,
): (options?: AppOptions) => Promise<Stage> {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
  let browser: Browser
  let script: string
  beforeAll(async () => {
    browser = await start()
    return () => browser.close()
  })
  beforeAll(async () => {
    script = await bundlePage(entry)
  })

  return async (options) => {
    const { letPass, close, ...served } = await serveApp(script, options)
    onTestFinished(close)
    const window = await browser.open()
    onTestFinished(() => window.close())
    const tabs: Tab[] = []
    const elsewhere = `${served.origin}/elsewhere`

    async function open(parameters: Parameters = {}): Promise<Tab> {
      const query = new URLSearchParams({ tab: String(tabs.length), ...parameters })
      const tab = await window.open(`${served.origin}/app?${query}`)
      tabs.push(tab)
      const status = (): Promise<string> => tab.evaluate(() => app.session.getSnapshot().status)
      await expect.poll(status, patience).not.toBe('unknown')
      return tab
    }
    async function openFirst(parameters?: Parameters): Promise<Tab> {
      const tab = await open(parameters)
      await tab.evaluate(() => app.signIn('ada'))
      return tab
    }
    async function quiet(milliseconds = 200): Promise<void> {
      for (let still = 0, before = -1; still < milliseconds; before = served.requests.length) {
        still = served.requests.length === before ? still + 40 : 0
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
    }
    function forgetRequests(): void {
      served.requests.length = 0
      served.askers.length = 0
    }
    async function counted<Opened>(opened: Opened): Promise<Opened> {
      await quiet()
      forgetRequests()
      return opened
    }
    return {
      ...served,
      open,
      quiet,
      forgetRequests,
      elsewhere,
      openElsewhere: () => window.openBeside(elsewhere),
      openSignedIn: async (parameters) => counted(await openFirst(parameters)),
      openTwo: async (parameters) => counted([await openFirst(parameters), await open(parameters)]),
      async openMany(count, parameters) {
        const opened: [Tab, ...Tab[]] = [await openFirst(parameters)]
        while (opened.length < count) opened.push(await open(parameters))
        return counted(opened)
      },
      async letPass(milliseconds) {
        letPass(milliseconds)
        const pages: Tab[] = []
        for (const tab of tabs) if (await tab.evaluate(() => typeof app !== 'undefined')) pages.push(tab)
        const passed = await pages[0]?.evaluate((time) => app.letPass(time), milliseconds)
        for (const tab of pages)
          await expect.poll(() => tab.evaluate(() => app.passed()), patience).toBe(passed)
        await Promise.all(pages.map((tab) => tab.evaluate(() => app.clock.catchUp())))
      },
      async stored(other, tab) {
        const mark = await other.evaluate(() => {
          localStorage.setItem('mark', String(performance.now()))
          return localStorage.getItem('mark')
        })
        await expect.poll(() => tab.evaluate(() => localStorage.getItem('mark')), patience).toBe(mark)
      },
    }
  }
}
