import type { BrowserContext, Page } from 'playwright'
import { onTestFinished } from 'vitest'
import { bundleOnce } from './bundle.ts'
import { launch } from './chromium.ts'

export const origin = 'https://app.example'
export const start = `${origin}/start?kept=1`

/** What came of the pages of a context. */
export interface Traces {
  /** What they asked of other origins. */
  readonly foreign: string[]
  /** What they said in a dialog: a `javascript:` target of the list calls `alert`. */
  readonly dialogs: string[]
}

/** The redirect door as a script that sets `sojourn`. */
export const redirectScript = (): Promise<string> => bundleOnce('src/redirect/index.ts', 'sojourn')

/** A page of the app in a browser that has a back/forward cache, until the test is over. */
export async function openCachingPage(): Promise<Page> {
  const browser = await launch({ bfcache: true })
  onTestFinished(() => browser.close())
  const context = await browser.newContext()
  await serveApp(context)
  return context.newPage()
}

/** Answers every request of the context, of any origin. A page of the app runs the redirect door and its own parameter `head`. */
export async function serveApp(context: BrowserContext): Promise<Traces> {
  const script = await redirectScript()
  const foreign: string[] = []
  const dialogs: string[] = []
  context.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url())
    if (url.origin !== origin) foreign.push(url.href)
    if (url.pathname === '/no-content') return route.fulfill({ status: 204 })
    const head = url.searchParams.get('head') ?? ''
    return route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script>${script}\n${head}</script><h1>${url.pathname}</h1>`,
    })
  })
  return { foreign, dialogs }
}
