import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium.js'
import { type Server, startServer } from './server-process.ts'

export interface Playground {
  /** A browser of somebody new: no cookie, no history. What its pages log as errors fails the test. */
  person(options?: BrowserContextOptions): Promise<Person>
  /** The server ends and starts again on the same port and data. */
  restart(): Promise<void>
}

export interface Person {
  readonly context: BrowserContext
  /** Another tab of this person, showing the playground. */
  open(path?: string): Promise<Page>
}

export interface PlaygroundOptions {
  /** Whether Back may show a page as the browser kept it; Playwright says no by default. */
  readonly keepsPages?: boolean
}

/** What Chromium says of each answer that tells who is not signed in; a page cannot keep it from that. */
const refusal = /status of 401/

/** Starts the real server and a Chromium for the tests of a file, and ends them after it. */
export function usePlayground(
  idleTimeouts?: readonly number[],
  { keepsPages = false }: PlaygroundOptions = {},
): Playground {
  let server: Server
  let browser: Browser
  let dataDir: string
  let consoleErrors: string[] = []
  const contexts: BrowserContext[] = []
  const start = (port = 0): Promise<Server> =>
    startServer({ dataDir, port, ...(idleTimeouts && { idleTimeouts }) })

  // A browser on a busy machine takes its time; what these tests wait for is always said by the page.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sojourn-playground-'))
    server = await start()
    browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: chromiumFlags,
      ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    })
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    const seen = consoleErrors
    consoleErrors = []
    expect(seen).toEqual([])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  return {
    async person(options) {
      const context = await browser.newContext(options)
      context.setDefaultTimeout(15_000)
      contexts.push(context)
      context.on('console', (message) => {
        if (message.type() === 'error' && !refusal.test(message.text())) consoleErrors.push(message.text())
      })
      context.on('weberror', (error) => consoleErrors.push(String(error.error())))
      return {
        context,
        async open(path = '') {
          const page = await context.newPage()
          await page.goto(new URL(path, server.url).href)
          return page
        },
      }
    },
    async restart() {
      const { port } = server
      await server.stop()
      server = await start(port)
    },
  }
}
