import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import type { CookieJar } from '../cookie-jar.ts'

/** What a client saw of an answer. */
export interface Seen {
  readonly status: number
  readonly phrase: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly trailers: Readonly<Record<string, string | undefined>>
  readonly informed: readonly number[]
}

/** The answer, or `cut` when the connection ended before it was whole. */
export type Outcome = Seen | 'cut'

export interface Asked {
  readonly port: number
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One request on a connection of its own. */
export async function exchange({ port, path, method = 'GET', headers = {} }: Asked): Promise<Outcome> {
  const informed: number[] = []
  const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false })
  outgoing.on('information', ({ statusCode }) => informed.push(statusCode))
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject).end()
    })
    const bytes = await buffer(answer)
    const isGzip = answer.headers['content-encoding'] === 'gzip' && bytes.length > 0
    return {
      status: answer.statusCode ?? 0,
      phrase: answer.statusMessage ?? '',
      headers: answer.headers,
      body: (isGzip ? gunzipSync(bytes) : bytes).toString('latin1'),
      trailers: answer.trailers,
      informed,
    }
  } catch {
    return 'cut'
  }
}

/** One request of a browser, with its cookies there and back. Rejects where the connection is cut. */
export async function exchangeAs(jar: CookieJar, asked: Asked): Promise<Seen> {
  const answer = await exchange({ ...asked, headers: { ...asked.headers, ...jar.headers() } })
  if (answer === 'cut') throw new Error(`${asked.method ?? 'GET'} ${asked.path} was cut`)
  jar.keep(answer.headers['set-cookie'])
  return answer
}

/** An answer without what a session adds to it, to be compared with one of an app that has none. */
export function withoutOurs(outcome: Outcome): Outcome {
  if (outcome === 'cut') return outcome
  const { date: _, 'set-cookie': __, 'cache-control': ___, vary, ...headers } = outcome.headers
  const names = String(vary ?? '').split(/, */)
  const others = names.filter((name) => name !== 'Cookie' && name !== '').join(', ')
  return { ...outcome, headers: { ...headers, vary: others } }
}
