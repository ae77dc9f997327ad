import type { IncomingMessage } from 'node:http'
import type { SessionContext } from '../../core/request/context.ts'
import type { HeaderEdits } from '../../core/request/request.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { type CommitErrorAnswer, editsForAnswer, shapeAnswer } from '../commit-failure.ts'
import type { CallQueue } from './call-queue.ts'
import type { EnteredResponse } from './entered-response.ts'
import type { OnCommitError } from './middleware.ts'

/** What failed, and who says what to answer. */
export interface Failure {
  readonly error: unknown
  readonly request: IncomingMessage
  readonly context: Pick<SessionContext, 'editsAfterFailure'>
  readonly onCommitError: OnCommitError
}

/** Answers a response that failed, or cuts it where its head has left, and drops what was written. */
export function failResponse(entered: EnteredResponse, calls: CallQueue, failure: Failure): void {
  const { error, request, context, onCommitError } = failure
  calls.stopPretending()
  entered.restoreWriteHead()
  const answer = shapeAnswer(onCommitError, error, request)
  const answered = entered.response.headersSent ? entered.cut() : answerInstead(entered, answer, context)
  calls.drop(error)
  const done = andThen(answered, () => {
    calls.destroyDeferred()
    if (calls.owesDrain) process.nextTick(() => entered.emitDrain())
  })
  if (isPromise(done)) done.then(undefined, logUnfinished)
}

/** Answers with the cookies of what is stored by now. */
function answerInstead(
  entered: EnteredResponse,
  answer: CommitErrorAnswer,
  context: Failure['context'],
): MaybePromise<void> {
  const send = (edits: HeaderEdits): void => {
    try {
      entered.replace(answer, edits)
    } catch (error) {
      console.error('Node.js refuses the answer of the option `onCommitError`.', error)
      entered.response.destroy?.()
    }
  }
  const edits = editsForAnswer(context, answer)
  if (!isPromise(edits)) return send(edits)
  const stopPretending = entered.kind.pretendHeadersSent(entered.response)
  return edits.then((told) => {
    stopPretending()
    send(told)
  })
}

export function logUnfinished(error: unknown): void {
  console.error('A response could not be brought to its end.', error)
}
