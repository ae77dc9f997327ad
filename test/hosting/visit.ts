import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium.js'
import type { Step } from './page.ts'

/** Names that the guide uses; they are this machine. */
const names = ['laptop.example', 'app.example.com']

export function launch(): Promise<Browser> {
  const rules = names.map((name) => `MAP ${name} 127.0.0.1`).join(', ')
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [...chromiumFlags, `--host-resolver-rules=${rules}`],
  })
}

/** What came of each step, and the cookie that the browser had in between. */
export interface Visit {
  readonly signIn: string
  readonly touch: string
  readonly end: string
  readonly cookie: { readonly name: string; readonly secure: boolean; readonly path: string } | undefined
}

/** Somebody new opens a page of that origin, signs in, touches and signs out. `base`: the app's path. */
export async function visit(browser: Browser, origin: string, base = ''): Promise<Visit> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, bypassCSP: true })
  try {
    const page = await context.newPage()
    // Whatever stands there is a document of that origin; of Express it is a 404.
    await page.goto(origin)
    await page.addScriptTag({ content: await script })
    const attempt = (step: Step): Promise<string> =>
      page.evaluate(({ step, base }) => globalThis.attempt(step, base), { step, base })
    const signIn = await attempt('signIn')
    const touch = await attempt('touch')
    const [cookie] = await context.cookies(`${origin}${base}/session`)
    const end = await attempt('end')
    return {
      signIn,
      touch,
      end,
      cookie: cookie && { name: cookie.name, secure: cookie.secure, path: cookie.path },
    }
  } finally {
    await context.close()
  }
}

const script = bundle()

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@sojourn/source'],
  })
  return outputFiles.map(({ text }) => text).join('')
}
