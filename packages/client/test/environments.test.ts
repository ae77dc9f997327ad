import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Frame, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type * as door from '../src/index.ts'
import { clientScript, signedIn } from './pains/support/client-page.ts'
import { useChromium } from './support/chromium.ts'

declare const sojourn: typeof door

const folder = mkdtempSync(join(tmpdir(), 'sojourn-page-'))
const file = join(folder, 'index.html')
const api = 'https://api.example'

const newContext = useChromium()
let script: string
let context: BrowserContext
let page: Page
let requests: string[]
/** What nobody caught. */
let uncaught: string[]

beforeAll(async () => {
  script = await clientScript()
  writeFileSync(file, '<!doctype html><p>A page on a disk</p>')
})
afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
  context = await newContext()
  page = await context.newPage()
  requests = []
  uncaught = []
  page.on('pageerror', (error) => uncaught.push(String(error)))
  await context.route(/^https:/, (route) => {
    const request = route.request()
    const { pathname, origin } = new URL(request.url())
    if (origin !== api && pathname !== '/session')
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
    requests.push(`${request.method()} ${request.url()}`)
    return route.fulfill({
      contentType: 'application/json',
      // Of a server that wants such pages.
      headers: { 'access-control-allow-origin': 'null', 'access-control-allow-credentials': 'true' },
      body: JSON.stringify(signedIn),
    })
  })
})
afterEach(() => expect(uncaught).toEqual([]))

async function sandboxed(attributes: string): Promise<Frame> {
  await page.goto('https://app.example/')
  await page.setContent(`<iframe sandbox="allow-scripts" ${attributes}></iframe>`)
  const frame = page.frames()[1]
  if (!frame) throw new Error('There is no frame.')
  await frame.waitForLoadState()
  return frame
}

const pages: [string, boolean, () => Promise<Page | Frame>][] = [
  ['about:blank', false, async () => page],
  [
    'a data: page',
    false,
    async () => {
      await page.goto('data:text/html,<!doctype html>')
      return page
    },
  ],
  [
    'a file: page',
    false,
    async () => {
      await page.goto(pathToFileURL(file).href)
      return page
    },
  ],
  ['a sandboxed frame', true, () => sandboxed('src="https://app.example/frame"')],
  ['a sandboxed frame of its parent’s text', true, () => sandboxed('srcdoc="<!doctype html>"')],
]

describe.each(pages)('%s', (_, hasPath, open) => {
  let here: Page | Frame
  beforeEach(async () => {
    here = await open()
    await here.evaluate(script.replace(/^var sojourn/m, 'globalThis.sojourn'))
  })

  test('has a session at a whole url', async () => {
    const states = await here.evaluate(async (url) => {
      const session = sojourn.createSessionClient({ url })
      session.subscribe(() => {})
      session.keepAlive({ while: 'open' })
      session.countdown.subscribe(() => {})
      return [(await session.ready()).status, (await session.touch()).status]
    }, `${api}/session`)
    expect(states).toEqual(['active', 'active'])
    expect(requests).toEqual([`GET ${api}/session`, `POST ${api}/session/touch`])
  })

  test(`has ${hasPath ? 'a' : 'no'} session at a path`, async () => {
    const made = await here.evaluate(async () => {
      try {
        return (await sojourn.createSessionClient().ready()).status
      } catch (error) {
        return String(error)
      }
    })
    expect(made).toBe(hasPath ? 'active' : 'Error: check url: not http: /session')
  })

  test('is left for a path of its origin, and says so where it has none', async () => {
    const url = here.url()
    const said = await here
      .evaluate((url) => {
        const session = sojourn.createSessionClient({ url })
        return Promise.race([
          session.redirect('/login').catch(({ name, code }) => `${name} ${code}`),
          new Promise((resolve) => addEventListener('pagehide', () => resolve('left'))),
        ])
      }, `${api}/session`)
      .catch(() => 'left')
    // In Chromium files have an origin, and a router of the app may show the path.
    expect(said).toBe(/^(https|file):/.test(url) ? 'left' : 'UnsafeRedirectError unsafe-redirect')
  })
})

test('a worker has no page: the client stays unknown there and asks nothing', async () => {
  const status = await page.evaluate(
    (script) =>
      new Promise((resolve, reject) => {
        const use = `sojourn.createSessionClient().ready().then(({ status }) => postMessage(status))`
        const worker = new Worker(URL.createObjectURL(new Blob([`${script}\n${use}`])))
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
      }),
    script,
  )
  expect(status).toBe('unknown')
  expect(requests).toEqual([])
})
