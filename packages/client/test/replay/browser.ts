import type { Env } from '../../src/env/env.ts'
import { calmFate, type Fate, type Schedule } from './schedule.ts'
import type { SimulatedServer } from './server.ts'
import type { Runner, Time } from './time.ts'

export interface Exchange {
  readonly method: string
  readonly path: string
  readonly sentAt: number
  readonly fate: Fate
}

/** What all pages of one browser have in common. */
export interface Browser {
  cookie: string | null
  isOnline: boolean
  /** What becomes of the next requests, in turn. */
  fates: readonly Fate[]
  readonly storage: Map<string, string>
  /** The marker cookie as scripts read it, where the server sets one. */
  readonly marker: string
  /** Sends a request of a page. */
  fetch(runner: Runner, input: RequestInfo | URL, init?: RequestInit): Promise<Response>
  channelFor(runner: Runner, isDeaf: boolean): NonNullable<Env['BroadcastChannel']>
}

export interface BrowserWatch {
  onSend(runner: Runner, exchange: Exchange): void
  /** Whatever came of it: an answer, an error, or nothing for ever. */
  onProcess(runner: Runner, exchange: Exchange): void
  /** A good answer reaches the page. */
  onAnswer(runner: Runner, exchange: Exchange): void
  /** Who is signed in, or until when, is about to change. */
  beforeTruth(): void
  /** It did, and who. */
  onTruth(): void
  /** The session's cookie was set or taken back, and its marker with it. */
  onCookie(): void
  /** A message comes to a page that is in the back/forward cache. */
  onEvict(runner: Runner): void
  /** A message is about to be heard, of a page that was right when it posted it. */
  onMessage(from: Runner, to: Runner, wasRight: boolean): void
  isRight(from: Runner): boolean
}

interface Port {
  readonly runner: Runner
  readonly name: string
  onmessage: ((event: MessageEvent) => unknown) | null
  isClosed: boolean
  readonly isDeaf: boolean
}

const html = '<!doctype html><title>Welcome to our Wi-Fi</title>'

export function simulatedBrowser(
  { messageDelay, announces }: Schedule,
  time: Time,
  server: SimulatedServer,
  watch: BrowserWatch,
): Browser {
  const ports = new Set<Port>()
  let requests = 0

  function setCookie(cookie: string | null | undefined): void {
    if (cookie === undefined) return
    watch.beforeTruth()
    browser.cookie = cookie
    watch.onTruth()
    watch.onCookie()
  }

  function fetch(runner: Runner, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const { url, method, signal } =
      input instanceof Request
        ? input
        : { url: String(input), method: init.method ?? 'GET', signal: init.signal }
    const { fates } = browser
    const fate = fates[requests++ % fates.length] ?? calmFate
    const { cookie } = browser
    const exchange = { method, path: url.replace('https://app.example', ''), sentAt: time.now(), fate }
    watch.onSend(runner, exchange)
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new TypeError('Failed to fetch'))
      const abort = (): void => reject(signal?.reason)
      if (signal?.aborted) return abort()
      signal?.addEventListener('abort', abort, { once: true })
      const answer = (status: number, body: string, headers: Record<string, string> = {}): void =>
        resolve(new Response(body, { status, headers }))
      const back = (run: () => void): void =>
        time.later(fate.down, 'machine', () => time.later(0, runner, run))

      if (!browser.isOnline) return time.later(1, runner, fail)
      if (fate.kind === 'lost-request') return
      if (fate.kind === 'reset') return time.later(fate.up, runner, fail)
      if (fate.kind === 'captive') return time.later(fate.up, runner, () => answer(200, html))
      if (fate.kind === 'login') return time.later(fate.up, runner, fail)
      time.later(fate.up, 'world', () => {
        if (fate.kind === 'busy') return back(() => answer(503, '{}'))
        if (fate.kind === 'wait') return back(() => answer(503, '{}', { 'retry-after': '7' }))
        watch.beforeTruth()
        const reply = server.handle(method, exchange.path, cookie)
        watch.onProcess(runner, exchange)
        if (method === 'DELETE') watch.onTruth()
        if (fate.kind === 'lost-answer') return
        time.later(fate.down, 'machine', () => {
          setCookie(reply.cookie)
          time.later(0, runner, () => {
            if (fate.kind === 'html') answer(200, html)
            else if (fate.kind === 'cut') answer(200, reply.body.slice(0, -5))
            else {
              answer(reply.status, reply.body, reply.headers)
              watch.onAnswer(runner, exchange)
            }
          })
        })
      })
    })
  }

  const browser: Browser = {
    cookie: null,
    isOnline: true,
    fates: [],
    storage: new Map(),
    get marker() {
      return announces && browser.cookie ? `sid-stay=${server.idOf(browser.cookie)}` : ''
    },
    fetch,
    channelFor: (runner, isDeaf) =>
      class implements Port {
        readonly runner = runner
        readonly isDeaf = isDeaf
        onmessage: Port['onmessage'] = null
        isClosed = false
        readonly name: string
        constructor(name: string) {
          this.name = name
          ports.add(this)
        }
        postMessage(message: unknown): void {
          const data = structuredClone(message)
          const wasRight = watch.isRight(runner)
          for (const port of ports) {
            if (port === this || port.name !== this.name) continue
            time.later(messageDelay, 'machine', () => {
              if (port.isClosed) return
              if (port.runner.pace === 'halted') watch.onEvict(port.runner)
              time.later(0, port.runner, () => {
                if (port.isClosed) return
                if (port.runner !== runner) watch.onMessage(runner, port.runner, wasRight)
                if (!port.isDeaf) port.onmessage?.({ data } as MessageEvent)
              })
            })
          }
        }
        close(): void {
          this.isClosed = true
          ports.delete(this)
        }
      },
  }
  return browser
}
