import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { toProblemCode, toProblemResponse } from '../endpoints/problems.ts'
import type { NodeResponse } from './node-response.ts'

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

/** The headers as they stand, for later: `appendHeader` adds to lists in place. */
export function copyHeaders(response: NodeResponse): OutgoingHttpHeaders {
  const headers = response.getHeaders?.() ?? {}
  for (const [name, value] of Object.entries(headers)) if (Array.isArray(value)) headers[name] = [...value]
  return headers
}

/** Replaces a response that has not left: its headers by those it had on entry and the answer's, its status and its body. */
export function answerFailure(
  response: NodeResponse,
  end: NodeResponse['end'],
  headersOnEntry: OutgoingHttpHeaders,
  { status = 500, headers = {}, body }: CommitErrorAnswer,
): void {
  try {
    for (const name of response.getHeaderNames?.() ?? [])
      if (headersOnEntry[name] === undefined) response.removeHeader?.(name)
    for (const [name, value] of Object.entries({ ...headersOnEntry, ...headers }))
      if (value !== undefined) response.setHeader(name, value)
    response.statusCode = status
    // Empty: Node.js puts in the phrase of the status. HTTP/2 has none, and warns of who asks.
    if (Object.hasOwn(response, 'statusMessage')) response.statusMessage = ''
    end.call(response, body)
  } catch (failure) {
    console.error('Node.js refuses the answer of the option `onCommitError`.', failure)
    response.destroy?.()
  }
}
