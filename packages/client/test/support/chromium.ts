import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright'
import { afterAll, beforeAll, onTestFinished, vi } from 'vitest'
import { chromiumFlags, chromiumPath } from '../../../../scripts/chromium.js'

interface LaunchOptions {
  /** Playwright turns the back/forward cache off by itself, and cannot wait for pages that come out of it. */
  readonly bfcache?: boolean
}

export function launch({ bfcache = false }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: chromiumFlags,
    ignoreDefaultArgs: bfcache ? ['--disable-back-forward-cache'] : [],
  })
}

/** One Chromium for the tests of a file; each opens contexts in it, which are closed when the test is over. */
export function useChromium(
  options?: LaunchOptions,
): (given?: BrowserContextOptions) => Promise<BrowserContext> {
  vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(options)
  })
  afterAll(() => browser.close())
  return async (given) => {
    const context = await browser.newContext(given)
    onTestFinished(() => context.close())
    return context
  }
}
