import { HttpResponse, http } from 'msw'
import { setupWorker } from 'msw/browser'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { SessionView } from '../../../contract/src/index.ts'
import { noneView } from './views.ts'

export { activeView, noneView } from './views.ts'

type Reply = Response | SessionView | Promise<Response | SessionView>

export interface FakeServer {
  /** Answers the next requests, the first one first; when all are used up the last one answers on. */
  reply(...replies: (() => Reply)[]): void
  /** What was asked since the test began, such as `GET /session`. */
  readonly requests: string[]
}

/** The network of this test file: session endpoints at `/session`, played by a service worker. */
export function useFakeServer(): FakeServer {
  let replies: (() => Reply)[] = []
  const server: FakeServer = {
    requests: [],
    reply(...next) {
      replies = next
    },
  }
  const answer = async ({ request }: { request: Request }): Promise<Response> => {
    server.requests.push(`${request.method} ${new URL(request.url).pathname}`)
    const reply = replies.length > 1 ? replies.shift() : replies[0]
    const answer = await reply?.()
    return answer instanceof Response ? answer : HttpResponse.json(answer ?? noneView)
  }
  const worker = setupWorker(http.all('/session', answer), http.all('/session/touch', answer))
  beforeAll(() => worker.start({ quiet: true }))
  afterEach(() => {
    replies = []
    server.requests.length = 0
  })
  afterAll(() => worker.stop())
  return server
}
