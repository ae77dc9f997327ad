import type { ServerResponse } from 'node:http'
import type { Committer } from './committer.ts'
import { kindOf } from './kind-of-response.ts'
import type { OnCommitError } from './middleware.ts'
import { type HeadArguments, isChunk, type NodeResponse, type WriteArguments } from './response.ts'
import { ResponseGate } from './response-gate.ts'
import { isHead, setHead } from './write-head.ts'

// In the registry of symbols: of two copies of this package one alone holds a response.
const holdKey: unique symbol = Symbol.for('sojourn.hold')

interface HeldResponse extends NodeResponse {
  [holdKey]: ResponseGate
}

interface MaybeHeld {
  readonly [holdKey]?: ResponseGate
}

/**
 * Lets no byte of the response leave before `committer.commit` is done, and not the last one before `commitRest` is. A
 * commit that answers at once costs no microtask: the call goes straight through. Until a slower one is done the response
 * looks sent, and what is written waits in line. When it fails, the response is answered from `onCommitError`, with the
 * cookies of what is stored by then, by the methods found here on entry; `next` would be no use, for what is mounted between may swallow the error page. When the
 * rest fails the connection is cut, so that nobody takes a part for the whole.
 *
 * A response is held once. A second committer takes the place of the first, which has nothing to commit any more.
 */
export function holdResponse(
  nodeResponse: ServerResponse,
  committer: Committer,
  onCommitError: OnCommitError,
): void {
  const earlier = holdOf(nodeResponse)
  if (earlier !== undefined) {
    earlier.handOver(committer, onCommitError)
    return
  }
  const response = nodeResponse as unknown as HeldResponse
  response[holdKey] = new ResponseGate(response, committer, onCommitError)
  // One function each for all responses: closures per request would cost more than all the rest.
  response.writeHead = writeHead
  response.end = end
  // A response of another library may have neither.
  if ('write' in response) response.write = write
  if ('flushHeaders' in response) response.flushHeaders = flushHeaders
}

/** Whether somebody holds the response already. */
export function isHeld(response: ServerResponse): boolean {
  return holdOf(response) !== undefined
}

function holdOf(response: ServerResponse & MaybeHeld): ResponseGate | undefined {
  return response[holdKey]
}

/** Says that the request is no activity of the person: what it changed is committed, and nothing is renewed. */
export function noteNoActivity(response: ServerResponse): void {
  const hold = holdOf(response)
  if (hold !== undefined) hold.isActivity = false
}

// What Node.js refuses, it refuses by its own error, and nothing has happened.

function writeHead(this: HeldResponse, ...head: HeadArguments): HeldResponse {
  const hold = this[holdKey]
  if (hold.phase === 'sent') hold.writeHead.apply(this, head)
  else if (hold.phase !== 'open' || this.headersSent) kindOf(this).refuseHead(this, head)
  else if (isHead(head) || kindOf(this).isVirtual) {
    setHead(this, head)
    hold.commit()
  } else hold.writeHead.apply(this, head)
  return this
}

function write(this: HeldResponse, ...written: WriteArguments): boolean {
  if (isChunk(written[0]) || kindOf(this).isVirtual) return this[holdKey].takeWrite(written)
  kindOf(this).refuseChunk(this, 'write', written)
  return false
}

function end(this: HeldResponse, ...written: WriteArguments): HeldResponse {
  const [chunk] = written
  if (this[holdKey].passesOverEnd()) return this
  if (!chunk || typeof chunk === 'function' || isChunk(chunk) || kindOf(this).isVirtual) {
    this[holdKey].takeEnd(written)
  } else kindOf(this).refuseChunk(this, 'end', written)
  return this
}

function flushHeaders(this: HeldResponse): void {
  this[holdKey].takeFlush()
}
