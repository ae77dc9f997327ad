import type { ServerResponse } from 'node:http'
import type { OnCommitError } from './middleware.ts'
import type { HeadArguments, NodeResponse, WriteArguments } from './response.ts'
import { type Committer, ResponseGate } from './response-gate.ts'

// In the registry of symbols: of two copies of this package one alone gates a response.
const gateKey: unique symbol = Symbol.for('sojourn.response-gate')

interface GatedResponse extends NodeResponse {
  [gateKey]: ResponseGate
}

/**
 * Lets no byte of the response leave before `committer.commit` is done, and not the last one before `commitRest` is. A
 * commit that answers at once costs no microtask: the call goes straight through. Until a slower one is done the response
 * looks sent, and what is written waits in line. When it fails, the response is answered from `onCommitError`, with the
 * cookies of what is stored by then, by the methods found here on entry; `next` would be no use, for what is mounted
 * between may swallow the error page. When the rest fails the connection is cut, so that nobody takes a part for the whole.
 *
 * A response has one gate. A second committer takes the place of the first, which has nothing to commit any more.
 */
export function gateResponse(
  nodeResponse: ServerResponse,
  committer: Committer,
  onCommitError: OnCommitError,
): void {
  const earlier = gateOf(nodeResponse)
  if (earlier !== undefined) {
    earlier.handOver(committer, onCommitError)
    return
  }
  const response = nodeResponse as unknown as GatedResponse
  response[gateKey] = new ResponseGate(response, committer, onCommitError)
  // One function each for all responses: closures per request would cost more than all the rest.
  response.writeHead = writeHead
  response.end = end
  // A response of another library may have neither.
  if ('write' in response) response.write = write
  if ('flushHeaders' in response) response.flushHeaders = flushHeaders
}

/** Whether the response has a gate already. */
export function isGated(response: ServerResponse): boolean {
  return gateOf(response) !== undefined
}

/** Says that the request is no activity of the person: what it changed is committed, and nothing is renewed. */
export function noteNoActivity(response: ServerResponse): void {
  gateOf(response)?.noteNoActivity()
}

function gateOf(response: ServerResponse & { readonly [gateKey]?: ResponseGate }): ResponseGate | undefined {
  return response[gateKey]
}

function writeHead(this: GatedResponse, ...head: HeadArguments): GatedResponse {
  this[gateKey].takeHead(head)
  return this
}

function write(this: GatedResponse, ...written: WriteArguments): boolean {
  return this[gateKey].takeWrite(written)
}

function end(this: GatedResponse, ...written: WriteArguments): GatedResponse {
  this[gateKey].takeEnd(written)
  return this
}

function flushHeaders(this: GatedResponse): void {
  this[gateKey].takeFlush()
}
