import type { IncomingMessage } from 'node:http'
import type { HeaderEdits } from '../../core/request/request.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { type CommitErrorAnswer, editsForAnswer, replaceHeaders, shapeAnswer } from '../commit-failure.ts'
import { applyEdits } from '../header-edits.ts'
import type { CallQueue } from './call-queue.ts'
import type { Committer } from './committer.ts'
import { NodeHeaderBag } from './header-bag.ts'
import { kindOf } from './kind-of-response.ts'
import type { OnCommitError } from './middleware.ts'
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
  const { response } = hold
  hold.phase = 'failed'
  calls.stopPretending()
  response.writeHead = hold.writeHead
  const answer = shapeAnswer(onCommitError, error, request)
  const answered = response.headersSent
    ? kindOf(response).cut(response, hold.end)
    : answerFailure(hold, answer, committer)
  calls.drop(error)
  const done = andThen(answered, () => {
    calls.destroyDeferred()
    if (calls.owesDrain) process.nextTick(() => hold.drain.emit(response))
  })
  if (isPromise(done)) done.then(undefined, logUnfinished)
}

/**
 * Replaces a response that has not left: its headers by those it had on entry, the answer's, and the cookies of what is
 * stored by now; its status and its body.
 */
function answerFailure(
  hold: ResponseGate,
  answer: CommitErrorAnswer,
  committer: Committer,
): MaybePromise<void> {
  const { response } = hold
  const finish = (edits: HeaderEdits): void => {
    try {
      const headers = new NodeHeaderBag(response)
      replaceHeaders(headers, hold.headersOnEntry, answer.headers)
      response.statusCode = answer.status ?? 500
      // Empty: Node.js puts in the phrase of the status. HTTP/2 has none, and warns of who asks.
      if (Object.hasOwn(response, 'statusMessage')) response.statusMessage = ''
      applyEdits(headers, edits)
      endFailed(hold, answer.body)
    } catch (failure) {
      console.error('Node.js refuses the answer of the option `onCommitError`.', failure)
      response.destroy?.()
    }
  }
  const edits = editsForAnswer(committer, answer)
  if (!isPromise(edits)) {
    finish(edits)
    return
  }
  const stopPretending = kindOf(response).pretendHeadersSent(response)
  return edits.then((told) => {
    stopPretending()
    finish(told)
  })
}

/** Ends it by the methods it came in with, which are called by one another: the `end` of HTTP/2 calls `write`. */
function endFailed(hold: ResponseGate, body: unknown): void {
  const { response } = hold
  hold.phase = 'sent'
  try {
    if (kindOf(response).isVirtual) hold.writeHead.call(response, response.statusCode)
    hold.end.call(response, body)
  } finally {
    hold.phase = 'failed'
  }
}

export function logUnfinished(error: unknown): void {
  console.error('A response could not be brought to its end.', error)
}
