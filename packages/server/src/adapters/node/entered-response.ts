import { type HeaderSnapshot, takeSnapshot } from '../commit-failure.ts'
import { DrainListeners } from './drain.ts'
import { NodeHeaderBag } from './header-bag.ts'
import type { NodeResponse } from './response.ts'

/** A response, with the methods and headers that it came in with. */
export class EnteredResponse {
  readonly response: NodeResponse
  readonly writeHead: NodeResponse['writeHead']
  readonly write: NodeResponse['write']
  readonly end: NodeResponse['end']
  readonly flushHeaders: NodeResponse['flushHeaders']
  readonly headersOnEntry: HeaderSnapshot
  readonly drain: DrainListeners

  constructor(response: NodeResponse) {
    this.response = response
    this.writeHead = response.writeHead
    this.write = response.write
    this.end = response.end
    this.flushHeaders = response.flushHeaders
    this.headersOnEntry = takeSnapshot(new NodeHeaderBag(response))
    this.drain = new DrainListeners(response)
  }
}
