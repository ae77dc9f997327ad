import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BrowserContext } from 'playwright'
import type { SessionView } from '../../../../contract/src/index.ts'

export const origin = 'https://app.example'

const now = 1_600_000_000_000

/** What the endpoints say of a stay of a quarter of an hour. */
export const signedIn: SessionView = {
  status: 'active',
  id: 'stay-1',
  createdAt: now,
  expiresAt: now + 900_000,
  endsAt: null,
  maxAge: 900_000,
  originalMaxAge: 900_000,
  renewEvery: 60_000,
  version: 1,
  now,
}

/** The client as a script that sets `sojourn`. */
export async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../../src/index.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'sojourn',
    conditions: ['@sojourn/source'],
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

/** An app whose pages run the client as `session`; its endpoints answer what `view` returns. Returns what was asked of them. */
export async function serveClient(
  context: BrowserContext,
  script: string,
  view: () => SessionView,
): Promise<string[]> {
  const requests: string[] = []
  await context.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname.startsWith('/session')) {
      requests.push(`${route.request().method()} ${pathname}`)
      return route.fulfill({ contentType: 'application/json', body: JSON.stringify(view()) })
    }
    if (pathname === '/client.js') return route.fulfill({ contentType: 'text/javascript', body: script })
    const body = `<!doctype html><script src="/client.js"></script><script>session = sojourn.createSessionClient()</script>`
    return route.fulfill({ contentType: 'text/html', body })
  })
  return requests
}
