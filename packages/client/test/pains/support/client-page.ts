import type { BrowserContext } from 'playwright'
import type { SessionView } from '../../../../contract/src/index.ts'
import { bundleOnce } from '../../support/bundle.ts'
import { minute } from '../../support/durations.ts'

export const origin = 'https://app.example'

const now = 1_600_000_000_000

/** What the endpoints say of a stay of a quarter of an hour. */
export const signedIn: SessionView = {
  status: 'active',
  id: 'stay-1',
  createdAt: now,
  expiresAt: now + 15 * minute,
  endsAt: null,
  maxAge: 15 * minute,
  originalMaxAge: 15 * minute,
  renewEvery: minute,
  version: 1,
  now,
}

/** The client as a script that sets `sojourn`. */
export const clientScript = (): Promise<string> => bundleOnce('src/index.ts', 'sojourn')

/** An app whose pages run the client as `session`; its endpoints answer what `view` returns. Returns what was asked of them. */
export async function serveClient(context: BrowserContext, view: () => SessionView): Promise<string[]> {
  const script = await clientScript()
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
