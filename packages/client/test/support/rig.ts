import { onTestFinished, vi } from 'vitest'
import type { SessionClient, SessionClientOptions } from '../../src/index.ts'
import { createSessionClient } from '../../src/index.ts'
import type { StateEventType } from '../../src/state/events.ts'
import { type FakePage, fakePage } from './fake-page.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'

export interface Rig {
  readonly session: SessionClient
  readonly clock: ManualClock
  readonly page: FakePage
  /** Every event of the client since it was made. */
  readonly events: string[]
  /** What was said on the console since then, of whatever client. */
  readonly warnings: string[]
  /** Subscribes, and resolves when the first answer is there; returns the stop. */
  start(): Promise<() => void>
  /** Resolves when no request is under way, nor about to be. */
  idle(): Promise<void>
}

const eventTypes: StateEventType[] = ['started', 'changed', 'extended', 'expiring', 'ended', 'error']

/** A client in a page and a time of its own; its requests go to the network, as real as the test's is. */
export function createRig(options: SessionClientOptions & { clock?: ManualClock } = {}): Rig {
  const clock = options.clock ?? manualClock()
  const page = fakePage()
  const events: string[] = []
  const warnings: string[] = []
  let underWay = 0

  const warn = vi.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(`${text}`))
  onTestFinished(() => warn.mockRestore())

  async function countingFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    underWay++
    try {
      const response = await fetch(input, init)
      await response.clone().text()
      return response
    } finally {
      underWay--
    }
  }
  const session = createSessionClient({ fetch: countingFetch, ...options, clock, env: page.env })
  onTestFinished(() => session.dispose())

  async function idle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet = underWay ? 0 : quiet + 1)
      await new Promise((resolve) => setTimeout(resolve))
  }
  return {
    session,
    clock,
    page,
    events,
    warnings,
    idle,
    async start() {
      for (const type of eventTypes) session.on(type, () => events.push(type))
      const stop = session.subscribe(() => events.push('state'))
      await idle()
      return stop
    },
  }
}

/** The messages of the errors that the page is told of until the test is over, and that nobody caught. */
export function reportedErrors(): unknown[] {
  const reported: unknown[] = []
  const report = (event: ErrorEvent): void => {
    event.preventDefault()
    reported.push(event.error.message)
  }
  // The test runner prints what is reported, too.
  const log = vi.spyOn(console, 'error').mockReturnValue()
  addEventListener('error', report)
  onTestFinished(() => {
    log.mockRestore()
    removeEventListener('error', report)
  })
  return reported
}
