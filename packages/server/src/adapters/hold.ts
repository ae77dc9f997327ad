import type { OutgoingHttpHeaders } from 'node:http'
import type { SessionContext } from '../core/context.ts'
import type { HeaderEdits } from '../core/request.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import { answerFailure, copyHeaders, type OnCommitError, shapeAnswer } from './commit-failure.ts'
import { DrainListeners } from './drain.ts'
import { applyEdits } from './header-edits.ts'
import { HeldCalls } from './held-calls.ts'
import { lookAsItIs, lookSent, type NodeResponse, type WriteArguments } from './node-response.ts'

/** What is committed before the headers, and before the last byte. */
export interface Committer extends Pick<SessionContext, 'commit' | 'commitRest'> {
  /** Whether a second `end` is passed over, which Node.js takes for an error. */
  readonly endsOnce?: boolean
}

/**
 * `open`: nothing has left. `held`: the commit is under way, calls wait. `sent`: committed, calls pass. `ending`: the rest
 * is being committed, the end waits. `ended`: calls pass, for Node.js to refuse. `failed`: answered, calls are dropped.
 */
export type Phase = 'open' | 'held' | 'sent' | 'ending' | 'ended' | 'failed'

/** What most responses come in with. */
const noHeaders: OutgoingHttpHeaders = {}

/** One response on its way out, and the methods it had when it came in. */
export class Hold {
  phase: Phase = 'open'
  readonly writeHead: NodeResponse['writeHead']
  readonly write: NodeResponse['write']
  readonly end: NodeResponse['end']
  readonly flushHeaders: NodeResponse['flushHeaders']
  readonly #response: NodeResponse
  readonly #committer: Committer
  readonly #onCommitError: OnCommitError
  readonly #headersOnEntry: OutgoingHttpHeaders
  readonly #drain: DrainListeners
  #heldCalls: HeldCalls | undefined
  /** Whether a `write` or an `end` is on its way, which will have Node.js render the head by itself. */
  #isImplicit = false
  /** Whether that is an `end`, so that the body is whole. */
  #isWhole = false
  #hasEnded = false

  constructor(response: NodeResponse, committer: Committer, onCommitError: OnCommitError) {
    this.writeHead = response.writeHead
    this.write = response.write
    this.end = response.end
    this.flushHeaders = response.flushHeaders
    this.#response = response
    this.#committer = committer
    this.#onCommitError = onCommitError
    this.#headersOnEntry = response.getHeaderNames().length === 0 ? noHeaders : copyHeaders(response)
    this.#drain = new DrainListeners(response)
  }

  takeWrite(written: WriteArguments): boolean {
    if (this.phase === 'open') this.#begin()
    return this.#passes ? this.write.apply(this.#response, written) : this.#calls.write(written)
  }

  takeEnd(written: WriteArguments): void {
    const isWhole = this.phase === 'open' && !this.#response.headersSent
    this.#isWhole = isWhole
    if (this.phase === 'open') this.#begin()
    if (!this.#passes) this.#calls.end(written)
    // Nothing can have changed since the commit a moment ago.
    else if (isWhole || this.phase === 'ended') this.#end(written)
    else this.#finish(written)
  }

  /** Whether this `end` is to be passed over. */
  passesOverEnd(): boolean {
    if (!this.#committer.endsOnce) return false
    const hadEnded = this.#hasEnded
    this.#hasEnded = true
    return hadEnded
  }

  takeFlush(): void {
    if (this.phase === 'open') this.#begin()
    if (this.#passes) this.flushHeaders.call(this.#response)
    else this.#calls.flushHeaders()
  }

  /** Commits before the head leaves, as it stands now. */
  commit(): void {
    const response = this.#response
    const { statusCode: status } = response
    const cacheControl = response.getHeader('Cache-Control')?.toString()
    let edits: MaybePromise<HeaderEdits>
    try {
      edits = this.#committer.commit({ status, cacheControl, isWhole: this.#isWhole })
      if (!isPromise(edits)) applyEdits(response, edits)
    } catch (error) {
      this.#fail(error)
      return
    }
    if (isPromise(edits)) this.#holdHead(edits)
    else this.#send(this.#isImplicit)
  }

  get #passes(): boolean {
    return this.phase === 'sent' || this.phase === 'ended'
  }

  get #calls(): HeldCalls {
    this.#heldCalls ??= new HeldCalls(this.#response)
    return this.#heldCalls
  }

  /** Commits for a head that nobody wrote. What was put over `writeHead` since then is heard first: it may change the head. */
  #begin(): void {
    const response = this.#response
    if (response.headersSent) {
      this.phase = 'sent'
      return
    }
    this.#isImplicit = true
    try {
      response.writeHead(response.statusCode)
      // One of them may not have passed it on.
      if (this.phase === 'open') this.commit()
    } finally {
      this.#isImplicit = false
    }
    // Nor heard twice, when Node.js renders the head.
    if (this.phase === 'sent') response.writeHead = this.writeHead
  }

  #send(isImplicit: boolean): void {
    this.phase = 'sent'
    if (!isImplicit) this.writeHead.call(this.#response, this.#response.statusCode)
  }

  #holdHead(commit: PromiseLike<HeaderEdits>): void {
    const response = this.#response
    const { statusCode, statusMessage } = response
    const isImplicit = this.#isImplicit
    this.phase = 'held'
    lookSent(response)
    const release = (edits: HeaderEdits): void => {
      lookAsItIs(response)
      // As in a response that was sent, an assignment after that changes nothing.
      Object.assign(response, { statusCode, statusMessage, writeHead: this.writeHead })
      applyEdits(response, edits)
      this.#send(isImplicit)
      this.#replay(this.#calls)
    }
    commit.then(release).then(undefined, (error) => this.#fail(error))
  }

  #replay(calls: HeldCalls): void {
    const response = this.#response
    let isFlowing = true
    for (const { method, written } of calls.line) {
      if (method === 'write') isFlowing = this.takeWrite(written)
      else if (method === 'end') this.takeEnd(written)
      else this.takeFlush()
    }
    // Otherwise Node.js says it, when its own buffer is empty.
    if (calls.owesDrain && isFlowing && !calls.isEnded) this.#drain.emit(response)
    this.#drain.forget()
  }

  /** Commits what changed since the headers, and ends. */
  #finish(written: WriteArguments): void {
    let rest: MaybePromise<void>
    try {
      rest = this.#committer.commitRest()
    } catch (error) {
      this.#holdEnd(written)
      this.#fail(error)
      return
    }
    if (!isPromise(rest)) {
      this.#end(written)
      return
    }
    this.#holdEnd(written)
    const release = (): void => {
      lookAsItIs(this.#response)
      this.#end(written)
    }
    rest.then(release).then(undefined, (error) => this.#fail(error))
  }

  #holdEnd(written: WriteArguments): void {
    this.phase = 'ending'
    // A head that is to leave with the end has not left yet.
    if (!this.#response.headersSent) lookSent(this.#response)
    this.#heldCalls = new HeldCalls(this.#response)
    this.#heldCalls.end(written)
  }

  #end(written: WriteArguments): void {
    this.phase = 'ended'
    this.end.apply(this.#response, written)
  }

  #fail(error: unknown): void {
    const response = this.#response
    this.phase = 'failed'
    lookAsItIs(response)
    response.writeHead = this.writeHead
    const answer = shapeAnswer(this.#onCommitError, error, response.req)
    if (response.headersSent) response.destroy()
    else answerFailure(response, this.end, this.#headersOnEntry, answer)
    this.#calls.drop(error)
    if (this.#calls.owesDrain) process.nextTick(() => this.#drain.emit(response))
  }
}
