import { Agent, request } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Asked } from './history.ts'

/** One person's browser, and what it remembers. */
export interface Browser {
  readonly name: string
  readonly user: string
  cookie: string | undefined
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly cookies: readonly string[]
}

/** After so many milliseconds without an answer a client gives up, and the checker complains. */
const patience = 8_000

/** Sends requests and writes down what came of each. */
export class Client {
  readonly asked: Asked[] = []
  readonly #agent = new Agent({ keepAlive: true })
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })

  constructor() {
    this.#delay.enable()
  }

  async ask(browser: Browser, url: string, what: Asked['what'], key = ''): Promise<Asked> {
    const sentAt = Date.now()
    this.#delay.reset()
    const { status, body, cookies } = await this.#send(
      `${url}/${what}?key=${encodeURIComponent(key)}`,
      browser.cookie,
    )
    const doneAt = Date.now()
    const lag = this.#delay.max / 1e6 + 2 * longestPause(sentAt)
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';', 1)
      browser.cookie = /expires=Thu, 01 Jan 1970|max-age=0/i.test(cookie) ? undefined : pair
    }
    const entry = { what, browser: browser.name, key, sentAt, doneAt, status, body, lag }
    this.asked.push(entry)
    return entry
  }

  close(): void {
    this.#delay.disable()
    this.#agent.destroy()
  }

  #send(url: string, cookie: string | undefined): Promise<Answer> {
    return new Promise((resolve) => {
      const none = { status: 0, body: '', cookies: [] }
      const headers = cookie === undefined ? {} : { cookie }
      const sent = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          body += text
        })
        response.once('end', () => {
          const { statusCode = 0, headers } = response
          resolve({ status: response.complete ? statusCode : 0, body, cookies: headers['set-cookie'] ?? [] })
        })
        response.once('error', () => resolve(none))
      })
      sent.setTimeout(patience, () => sent.destroy())
      sent.once('error', () => resolve(none))
      sent.end()
    })
  }
}

/** How long this machine's other processes may have been kept waiting since then: what one timer of ours was late at most. */
let pauses: { readonly at: number; readonly late: number }[] = []
let last = Date.now()
setInterval(() => {
  const now = Date.now()
  const late = now - last - 20
  last = now
  if (late > 5) pauses.push({ at: now, late })
  if (pauses.length > 2_000) pauses = pauses.slice(-1_000)
}, 20).unref()

function longestPause(since: number): number {
  return Math.max(0, ...pauses.filter(({ at }) => at >= since).map(({ late }) => late))
}
