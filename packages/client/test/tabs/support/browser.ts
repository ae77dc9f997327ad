import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Window } from './window.ts'

export interface Browser {
  /** A window with cookies and storage of its own. */
  open(): Promise<Window>
  close(): Promise<void>
}

/** How a browser is started, and spoken with. */
export interface Program {
  readonly name: string
  readonly path: string
  /** What it is started with, its profile in that folder. */
  flags(profile: string): string[]
  /** The file in its profile that says where it listens, once it does. */
  readonly addressFile: string
  /** The address (`ws:…`) in that file, or nothing where it is half written. */
  address(text: string): string | undefined
  /** What opens windows once it listens there, and what ends the conversation. */
  connect(address: string): Promise<{ open(): Promise<Window>; close(): void }>
}

/** Starts a browser with a profile of its own, which goes with it. */
export async function startBrowser({ name, path, ...program }: Program): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), `sojourn-${name.toLowerCase()}-`))
  // What it keeps in the home of its user goes with the profile, too.
  const env = { ...process.env, HOME: profile }
  const browser = spawn(path, program.flags(profile), { stdio: 'ignore', env })
  const exit = once(browser, 'exit')
  const isOver = (): boolean => browser.exitCode !== null || browser.signalCode !== null
  async function end(): Promise<void> {
    browser.kill()
    await exit
    // What it started may still write for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  async function address(): Promise<string> {
    for (const deadline = AbortSignal.timeout(20_000); ; deadline.throwIfAborted()) {
      if (isOver()) throw new Error(`${name} did not start.`)
      const text = await readFile(join(profile, program.addressFile), 'utf8').catch(() => '')
      const found = program.address(text)
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  try {
    const { open, close } = await program.connect(await address())
    return {
      open,
      async close() {
        close()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}
