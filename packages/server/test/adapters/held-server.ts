import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import compression from 'compression'
import { gateResponse } from '../../src/adapters/node/gate-response.ts'
import type { OnCommitError } from '../../src/adapters/node/middleware.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../../src/core/request/request.ts'
import { SessionError } from '../../src/errors.ts'
import type { MaybePromise } from '../../src/maybe-promise.ts'
import { openPort } from '../open-port.ts'

export type Handler = (response: ServerResponse, request: IncomingMessage) => void

export interface Setup {
  readonly commit?: (facts: ResponseFacts) => MaybePromise<HeaderEdits>
  readonly commitRest?: () => MaybePromise<void>
  readonly onCommitError?: OnCommitError
  /** What is mounted before and after. */
  readonly before?: Handler
  readonly after?: Handler
}

/** Holds a response for a committer that does nothing but what `setup` says. */
export function hold(
  response: ServerResponse,
  { commit = () => noEdits, commitRest = () => {}, onCommitError = () => undefined }: Setup,
): void {
  gateResponse(response, { commit, commitRest, editsAfterFailure: () => noEdits }, onCommitError)
}

/** A server whose responses are held, until the test is over; the answer is its port. */
export async function serveHeld(setup: Setup, handler: Handler): Promise<number> {
  const server = createServer((request, response) => {
    setup.before?.(response, request)
    hold(response, setup)
    setup.after?.(response, request)
    handler(response, request)
  })
  const port = await openPort(server)
  return port
}

export const compress: Handler = (response, request) =>
  compression({ threshold: 0 })(request as never, response as never, () => {})

/** A commit that is done when the test opens it. */
export function gate(): { readonly promise: Promise<HeaderEdits>; open(edits?: HeaderEdits): void } {
  let resolve: (edits: HeaderEdits) => void = () => {}
  const promise = new Promise<HeaderEdits>((resolved) => {
    resolve = resolved
  })
  return { promise, open: (edits = noEdits) => resolve(edits) }
}

/** What a commit fails with. Its message is nobody's business. */
export const away = new SessionError('store-unavailable', 'redis://user:secret@10.0.0.7 refused')
