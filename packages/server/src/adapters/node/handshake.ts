import type { IncomingMessage } from 'node:http'
import type { HeaderEdits } from '../../core/request/request.ts'
import type { NodeResponse } from './response.ts'
import { kindOf } from './response-kind.ts'

/**
 * Whether the head leaves when `writeHead` returns, whatever becomes of that call: on an upgrade Socket.IO calls it and
 * answers with the headers that were set until then.
 */
export function leavesAtOnce(response: object, request: IncomingMessage | undefined): boolean {
  return request?.headers.upgrade !== undefined && kindOf(response as NodeResponse).isVirtual
}

let isTold = false

/** Goes on with a commit whose head has left. What it wants of the headers comes too late. */
export function finishLate(commit: PromiseLike<HeaderEdits>, onError: (error: unknown) => void): void {
  commit.then(({ setCookie }) => setCookie !== undefined && tellOfLostCookie(), onError)
}

/** Once for all: where it happens, it happens on each handshake. */
function tellOfLostCookie(): void {
  if (isTold) return
  isTold = true
  process.emitWarning(
    'An upgrade was answered before its session was saved, and without its cookie: the store cannot answer at once. ' +
      'Begin sessions on an ordinary request before.',
    { code: 'SOJOURN_COOKIE_TOO_LATE' },
  )
}
