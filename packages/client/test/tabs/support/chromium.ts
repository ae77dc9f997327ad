import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumFlags, chromiumPath } from '../../../../../scripts/chromium.js'
import { connectDevTools } from './devtools.ts'
import { openWindow, type Window } from './window.ts'

export interface Chromium {
  /** A window with cookies and storage of its own. */
  open(): Promise<Window>
  close(): Promise<void>
}

/**
 * Starts Chromium without a tool in between: the pages of a test tool never become hidden and cannot be frozen, and
 * their back/forward cache is off.
 */
export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'sojourn-chromium-'))
  const flags = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
  const browser = spawn(chromiumPath(), [...chromiumFlags, ...flags], { stdio: 'ignore' })
  const exit = once(browser, 'exit')
  const isOver = (): boolean => browser.exitCode !== null || browser.signalCode !== null
  async function end(): Promise<void> {
    browser.kill()
    await exit
    // What it started may still write for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const devTools = await connectDevTools(await addressIn(join(profile, 'DevToolsActivePort'), isOver))
    return {
      open: () => openWindow(devTools),
      async close() {
        devTools.close()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** The browser writes its port and path there once it listens. */
async function addressIn(file: string, isOver: () => boolean): Promise<string> {
  for (const deadline = AbortSignal.timeout(20_000); ; deadline.throwIfAborted()) {
    if (isOver()) throw new Error('Chromium did not start.')
    const text = await readFile(file, 'utf8').catch(() => '')
    const [port, path] = text.split('\n')
    if (port && path) return `ws://127.0.0.1:${port}${path}`
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
