import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BrowserContext, Page } from 'playwright'
import type * as fixture from '../fixtures/expiry-dialog.ts'

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

/** `entry`, below `test/fixtures`, as a script that sets `app`. */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../fixtures/${entry}`, import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'app',
    conditions: ['@sojourn/source'],
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** A page of an app that runs `script` under a strict policy; returns what the policy and the page objected to. */
export async function serveDialogApp(
  context: BrowserContext,
  script: string,
  contentSecurityPolicy = policy,
): Promise<string[]> {
  const complaints: string[] = []
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
  return complaints
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core objects to on the page as it is now. */
export async function violationsOn(page: Page): Promise<unknown> {
  await page.evaluate(await axe)
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html)]))',
  )
}

export interface DialogPage {
  readonly page: Page
  readonly complaints: readonly string[]
}

/** A new page of the app, with the dialog's door and a stubbed session as globals, and the element, closed, in it. */
export async function openDialogPage(context: BrowserContext): Promise<Page> {
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
