import type { SessionContext } from '../core/request/context.ts'
import { type HeaderEdits, noEdits } from '../core/request/request.ts'
import type { HeaderBag } from '../endpoints/header-bag.ts'
import { toProblemCode, toProblemResponse } from '../endpoints/problems.ts'
import { type MaybePromise, recover } from '../maybe-promise.ts'

/** The response that replaces one whose session could not be saved. */
export interface CommitErrorAnswer {
  /** Default: the `status` of the error, or 500 if it has none. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array | undefined
}

/**
 * Called with the error and the framework's own request when a session could not be saved. Returns the response to send
 * instead; without a result, a problem (RFC 9457) is sent that reveals nothing of the store. If the headers have already left,
 * the connection is cut and the result is not used.
 */
export type CommitErrorHandler<Request> = (
  error: unknown,
  request: Request,
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that only logs returns nothing.
) => CommitErrorAnswer | undefined | void

/** The default. It logs, for `next` is not called with the error. */
export const logCommitError: CommitErrorHandler<unknown> = (error) => {
  console.error('The session could not be saved, and an error was answered in place of the response.', error)
}

/** The answer as the app wants it; a failure of its own is logged and answered by the default. */
export function shapeAnswer<Request>(
  onCommitError: CommitErrorHandler<Request>,
  error: unknown,
  request: Request,
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

/** What the answer has to say of what is stored by now. A context that cannot say it keeps nobody from the answer. */
export function editsForAnswer(
  context: Pick<SessionContext, 'editsAfterFailure'>,
  { status = 500, headers = {} }: CommitErrorAnswer,
): MaybePromise<HeaderEdits> {
  const [, cacheControl] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'cache-control') ?? []
  return recover(
    () => context.editsAfterFailure({ status, cacheControl: cacheControl?.toString(), isActivity: false }),
    (failure) => {
      console.error('A failed response leaves without a word of its session.', failure)
      return noEdits
    },
  )
}

/** Headers as they once stood. */
export type HeaderSnapshot = readonly (readonly [name: string, value: string | readonly string[]])[]

/** What most responses come in with. */
const noHeaders: HeaderSnapshot = []

/** The headers as they stand, for later. By plain arrays: it is done for every request, and used where a commit fails. */
export function takeSnapshot(headers: HeaderBag): HeaderSnapshot {
  const names = headers.names()
  return names.length === 0 ? noHeaders : names.map((name) => [name, headers.get(name) ?? ''])
}

/** Replaces the headers of a response by those it had on entry, and those of the answer. */
export function replaceHeaders(
  headers: HeaderBag,
  onEntry: HeaderSnapshot,
  added: CommitErrorAnswer['headers'] = {},
): void {
  const kept = new Set(onEntry.map(([name]) => name))
  for (const name of headers.names()) if (!kept.has(name)) headers.remove(name)
  for (const [name, value] of [...onEntry, ...Object.entries(added)]) {
    // An app without types may have left one open.
    if (value !== undefined) headers.set(name, value)
  }
}
