import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { type HeaderEdits, noEdits } from '../../core/request/request.ts'
import { toProblemCode, toProblemResponse } from '../../endpoints/problems.ts'
import { isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { applyEdits } from '../header-edits.ts'
import type { Committer } from './committer.ts'
import { kindOf } from './kind-of-response.ts'
import type { NodeResponse } from './response.ts'

/** What to answer in place of a response whose session could not be saved. */
export interface CommitErrorAnswer {
  /** Default: the error's own `status`, else 500. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array | undefined
}

/**
 * Called when a session could not be saved. What it returns is the answer, unless the headers have left and the
 * connection is cut. Nothing returned: a problem (RFC 9457) that tells nothing of the store.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that only logs returns nothing.
export type OnCommitError = (error: unknown, request: IncomingMessage) => CommitErrorAnswer | undefined | void

/** The default. Nobody else hears of the error: `next` is not called with it. */
export const logCommitError: OnCommitError = (error) => {
  console.error('The session could not be saved, and an error was answered in place of the response.', error)
}

/** The answer as the app wants it; a failure of its own is logged and answered by the default. */
export function shapeAnswer(
  onCommitError: OnCommitError,
  error: unknown,
  request: IncomingMessage,
): CommitErrorAnswer {
  try {
    const answer = onCommitError(error, request)
    if (answer) return { status: statusOf(error), ...answer }
  } catch (failure) {
    console.error('The option `onCommitError` threw.', failure)
  }
  return toProblemResponse(toProblemCode(error))
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  const isErrorStatus =
    typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599
  return isErrorStatus ? status : 500
}

/** What most responses come in with. */
const noHeaders: OutgoingHttpHeaders = {}

/** The headers as they stand, for later: `appendHeader` adds to lists in place. */
export function copyHeaders(response: NodeResponse): OutgoingHttpHeaders {
  if (response.getHeaderNames?.().length === 0) return noHeaders
  const headers = response.getHeaders?.() ?? {}
  for (const [name, value] of Object.entries(headers)) if (Array.isArray(value)) headers[name] = [...value]
  return headers
}

/**
 * Replaces a response that has not left: its headers by those it had on entry, the answer's, and the cookies of what is
 * stored by now; its status and its body.
 */
export function answerFailure(
  response: NodeResponse,
  end: NodeResponse['end'],
  headersOnEntry: OutgoingHttpHeaders,
  answer: CommitErrorAnswer,
  committer: Committer,
): MaybePromise<void> {
  const finish = (edits: HeaderEdits): void => {
    try {
      replaceHead(response, headersOnEntry, answer)
      applyEdits(response, edits)
      end.call(response, answer.body)
    } catch (failure) {
      console.error('Node.js refuses the answer of the option `onCommitError`.', failure)
      response.destroy?.()
    }
  }
  const edits = editsOf(committer, answer)
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

/** Who cannot say what the headers need keeps nobody from the answer. */
function editsOf(
  committer: Committer,
  { status = 500, headers = {} }: CommitErrorAnswer,
): MaybePromise<HeaderEdits> {
  const [, cacheControl] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'cache-control') ?? []
  return recover(
    () => committer.editsAfterFailure({ status, cacheControl: cacheControl?.toString(), isActivity: false }),
    (failure) => {
      console.error('A failed response leaves without a word of its session.', failure)
      return noEdits
    },
  )
}

function replaceHead(
  response: NodeResponse,
  headersOnEntry: OutgoingHttpHeaders,
  { status = 500, headers = {} }: CommitErrorAnswer,
): void {
  for (const name of response.getHeaderNames?.() ?? [])
    if (headersOnEntry[name] === undefined) response.removeHeader?.(name)
  for (const [name, value] of Object.entries({ ...headersOnEntry, ...headers }))
    if (value !== undefined) response.setHeader(name, value)
  response.statusCode = status
  // Empty: Node.js puts in the phrase of the status. HTTP/2 has none, and warns of who asks.
  if (Object.hasOwn(response, 'statusMessage')) response.statusMessage = ''
}
