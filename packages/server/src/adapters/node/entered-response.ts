import { type HeaderEdits, noEdits } from '../../core/request/request.ts'
import {
  type CommitErrorAnswer,
  type HeaderSnapshot,
  replaceHeaders,
  takeSnapshot,
} from '../commit-failure.ts'
import { applyEdits } from '../header-edits.ts'
import { NodeHeaderBag } from './header-bag.ts'
import { nodeMethods } from './http1-response.ts'
import type { HeadArguments, NodeResponse, ResponseKind, WriteArguments } from './response.ts'
import { kindOf } from './response-kind.ts'

/** A response with the methods and headers that it came in with, whatever is put over them later. */
export class EnteredResponse {
  readonly response: NodeResponse
  readonly #writeHead: NodeResponse['writeHead']
  readonly #write: NodeResponse['write']
  readonly #end: NodeResponse['end']
  readonly #flushHeaders: NodeResponse['flushHeaders']
  readonly #headers: HeaderSnapshot
  readonly #drain: DrainListeners | undefined

  constructor(response: NodeResponse) {
    this.response = response
    this.#writeHead = response.writeHead
    this.#write = response.write
    this.#end = response.end
    this.#flushHeaders = response.flushHeaders
    this.#headers = takeSnapshot(new NodeHeaderBag(response))
    const { on } = response
    this.#drain = on === nodeMethods.on || on === undefined ? undefined : new DrainListeners(response, on)
  }

  get kind(): ResponseKind {
    return kindOf(this.response)
  }

  writeHead(...head: HeadArguments): void {
    this.#writeHead.apply(this.response, head)
  }

  write(written: WriteArguments): boolean {
    return this.#write.apply(this.response, written)
  }

  end(written: WriteArguments): void {
    this.#end.apply(this.response, written)
  }

  flushHeaders(): void {
    this.#flushHeaders.call(this.response)
  }

  /** Takes off the response what was put over `writeHead`: it has been asked, and is not to be asked again. */
  restoreWriteHead(): void {
    this.response.writeHead = this.#writeHead
  }

  /** Adds what a commit decided to the headers. */
  apply(edits: HeaderEdits): void {
    if (edits !== noEdits) applyEdits(new NodeHeaderBag(this.response), edits)
  }

  /** Breaks it off where a part has left. */
  cut(): void {
    this.kind.cut(this.response, () => this.end([]))
  }

  /** Sends the answer in place of what the handler made, with the headers that it came in with. */
  replace({ status = 500, headers, body }: CommitErrorAnswer, edits: HeaderEdits): void {
    const { response } = this
    replaceHeaders(new NodeHeaderBag(response), this.#headers, headers)
    response.statusCode = status
    // Empty: Node.js puts in the phrase of the status. HTTP/2 has none, and warns of who asks.
    if (Object.hasOwn(response, 'statusMessage')) response.statusMessage = ''
    this.apply(edits)
    if (this.kind.isVirtual) this.writeHead(status)
    const { write } = response
    // The `end` of HTTP/2 calls it; a response of another library may have none.
    const writes = 'write' in response
    if (writes) response.write = this.#write
    try {
      this.end([body])
    } finally {
      if (writes) response.write = write
    }
  }

  /** Says to all who wait for `drain` that they may go on writing. */
  emitDrain(): void {
    const { response } = this
    const reached = response.rawListeners?.('drain') ?? []
    response.emit?.('drain')
    for (const listener of this.forgetDrain()) if (!reached.includes(listener)) listener.call(response)
  }

  /** From here on `drain` reaches its listeners by itself. Returns those who waited. */
  forgetDrain(): readonly Listener[] {
    return this.#drain?.forget() ?? []
  }
}

type Listener = (...args: unknown[]) => void

/**
 * Remembers who waits for `drain`. A middleware mounted before (compression) moves those listeners to a stream of its own,
 * which knows nothing of a write that was held, so that `emit` would not reach them.
 */
class DrainListeners {
  #hidden: Listener[] | undefined = []

  constructor(response: NodeResponse, on: NonNullable<NodeResponse['on']>) {
    response.on = (event: string, listener: Listener) => {
      if (event === 'drain') this.#hidden?.push(listener)
      return on.call(response, event, listener)
    }
  }

  forget(): readonly Listener[] {
    const hidden = this.#hidden ?? []
    this.#hidden = undefined
    return hidden
  }
}
