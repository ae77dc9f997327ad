import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { chromiumFlags, chromiumPath } from '../../../../scripts/chromium.js'

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
export async function bundleRedirect(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/redirect/index.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'sojourn',
    conditions: ['@sojourn/source'],
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** Playwright turns the back/forward cache off by itself, and cannot wait for pages that come out of it. */
export function launch({ bfcache = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: chromiumFlags,
    ignoreDefaultArgs: bfcache ? ['--disable-back-forward-cache'] : [],
  })
}

/** Answers every request of the context, of any origin. A page of the app runs `script` and its own parameter `head`. */
export async function serveApp(context: BrowserContext, script: string): Promise<Traces> {
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
