import type { IncomingMessage } from 'node:http'
import { andThen, isPromise } from '../../maybe-promise.ts'
import type { CallQueue } from './call-queue.ts'
import { answerFailure, type OnCommitError, shapeAnswer } from './commit-failure.ts'
import type { Committer } from './committer.ts'
import { kindOf } from './kind-of-response.ts'
import type { NodeResponse } from './response.ts'
import type { ResponseGate } from './response-gate.ts'

/** What failed, and what there is to answer by. */
export interface Failed {
  readonly error: unknown
  readonly request: IncomingMessage
  readonly calls: CallQueue
  readonly committer: Committer
  readonly onCommitError: OnCommitError
}

/** Answers a response that failed, or cuts it where its head has left, and drops what was written. */
export function failResponse(hold: ResponseGate, failed: Failed): void {
  const { error, request, calls, committer, onCommitError } = failed
  const { response, headersOnEntry } = hold
  hold.phase = 'failed'
  calls.stopPretending()
  response.writeHead = hold.writeHead
  const answer = shapeAnswer(onCommitError, error, request)
  const answered = response.headersSent
    ? kindOf(response).cut(response, hold.end)
    : answerFailure(response, (body) => endFailed(hold, body), headersOnEntry, answer, committer)
  calls.drop(error)
  const done = andThen(answered, () => {
    calls.destroyDeferred()
    if (calls.owesDrain) process.nextTick(() => hold.drain.emit(response))
  })
  if (isPromise(done)) done.then(undefined, logUnfinished)
}

/** Ends it by the methods it came in with, which are called by one another: the `end` of HTTP/2 calls `write`. */
function endFailed(hold: ResponseGate, body: unknown): NodeResponse {
  const { response } = hold
  hold.phase = 'sent'
  try {
    if (kindOf(response).isVirtual) hold.writeHead.call(response, response.statusCode)
    hold.end.call(response, body)
  } finally {
    hold.phase = 'failed'
  }
  return response
}

export function logUnfinished(error: unknown): void {
  console.error('A response could not be brought to its end.', error)
}
