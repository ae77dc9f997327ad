import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright'
import { afterEach, expect } from 'vitest'
import type * as fixture from '../fixtures/expiry-dialog.ts'
import { bundleOnce } from './bundle.ts'
import { useChromium } from './chromium.ts'

declare const app: typeof fixture

export const origin = 'https://app.example'

/** Nothing inline, no markup out of strings: what the dialog must live with. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"

const styles = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0 auto; max-width: 720px; padding: 32px 20px }
  textarea { width: 100%; height: 120px; box-sizing: border-box; font: inherit }
`

const body = `
  <main>
    <h1>Report of the day</h1>
    <p>What happened between nine and five, who was there, and what is left to do before the end of the week.</p>
    <label>Notes <textarea id="notes">Half a sentence</textarea></label>
    <p><button id="other">Save the draft</button></p>
  </main>
`

interface DialogApp {
  /** What the policy and the pages have objected to. */
  readonly complaints: string[]
  /** A browser's context whose pages are the app's; closed when the test is over. */
  serve(options?: BrowserContextOptions, contentSecurityPolicy?: string): Promise<BrowserContext>
  /** A page of the app, as `openDialogPage` makes it, with the focus in what somebody writes. */
  open(options?: BrowserContextOptions, contentSecurityPolicy?: string): Promise<Page>
}

/** An app that runs `entry`, below `test/fixtures`, under a strict policy. What that or a page objects to fails the test. */
export function useDialogApp(entry = 'expiry-dialog.ts'): DialogApp {
  const newContext = useChromium()
  const complaints: string[] = []
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([])
  })
  async function serve(
    options?: BrowserContextOptions,
    contentSecurityPolicy?: string,
  ): Promise<BrowserContext> {
    const context = await newContext(options)
    const script = await bundleOnce(`test/fixtures/${entry}`, 'app')
    await serveDialogApp(context, script, complaints, contentSecurityPolicy)
    return context
  }
  return {
    complaints,
    serve,
    async open(options, contentSecurityPolicy) {
      const page = await openDialogPage(await serve(options, contentSecurityPolicy))
      await page.locator('#notes').focus()
      return page
    },
  }
}

async function serveDialogApp(
  context: BrowserContext,
  script: string,
  complaints: string[],
  contentSecurityPolicy = policy,
): Promise<void> {
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
  })
  await context.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/app.js') return route.fulfill({ contentType: 'text/javascript', body: script })
    if (pathname === '/app.css') return route.fulfill({ contentType: 'text/css', body: styles })
    return route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': contentSecurityPolicy },
      body: `<!doctype html><html lang="en"><title>An app</title><link rel="stylesheet" href="/app.css"><script src="/app.js"></script>${body}</html>`,
    })
  })
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core objects to on the page as it is now. */
export async function violationsOn(page: Page): Promise<unknown> {
  await page.evaluate(await axe)
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html)]))',
  )
}

/** A new page of the app, with the dialog's door and a stubbed session as globals, and the element, closed, in it. */
async function openDialogPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin)
  await page.evaluate(() => {
    app.defineExpiryDialog()
    const element = document.createElement('sojourn-expiry-dialog')
    const session = app.createStubSession()
    document.body.append(element)
    element.session = session
    Object.assign(window, { element, session })
  })
  return page
}
