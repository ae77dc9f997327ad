import type { IncomingMessage } from 'node:http'
import { type HeaderEdits, noEdits } from '../../core/request/request.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { shapeAnswer } from '../commit-failure.ts'
import { applyEdits } from '../header-edits.ts'
import { CallQueue } from './call-queue.ts'
import type { Committer } from './committer.ts'
import { EnteredResponse } from './entered-response.ts'
import { failResponse, logUnfinished } from './fail-response.ts'
import { finishLate, leavesAtOnce } from './handshake.ts'
import { NodeHeaderBag } from './header-bag.ts'
import { kindOf } from './kind-of-response.ts'
import type { OnCommitError } from './middleware.ts'
import type { NodeResponse, WriteArguments } from './response.ts'

/**
 * `open`: nothing has left. `held`: the commit is under way, calls wait. `sent`: committed, calls pass. `ending`: the rest
 * is being committed, the end waits. `ended`: calls pass, for Node.js to refuse. `failed`: answered, calls are dropped.
 */
export type Phase = 'open' | 'held' | 'sent' | 'ending' | 'ended' | 'failed'

/** One response on its way out, and the methods it had when it came in. */
export class ResponseGate extends EnteredResponse {
  phase: Phase = 'open'
  /** Whether the request counts as activity of the person. */
  isActivity = true
  #committer: Committer
  #onCommitError: OnCommitError
  #heldCalls: CallQueue | undefined
  /** Whether a `write` or an `end` is on its way, which will have Node.js render the head by itself. */
  #isImplicit = false
  /** Whether that is an `end`, so that the body is whole. */
  #isWhole = false
  #hasEnded = false

  constructor(response: NodeResponse, committer: Committer, onCommitError: OnCommitError) {
    super(response)
    this.#committer = committer
    this.#onCommitError = onCommitError
  }

  handOver(committer: Committer, onCommitError: OnCommitError): void {
    this.#committer = committer
    this.#onCommitError = onCommitError
  }

  takeWrite(written: WriteArguments): boolean {
    if (this.phase === 'open') this.#begin()
    return this.#passes ? this.write.apply(this.response, written) : this.#calls.write(written)
  }

  takeEnd(written: WriteArguments): void {
    const isWhole = this.phase === 'open' && !this.response.headersSent
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
    if (this.#passes) this.flushHeaders.call(this.response)
    else this.#calls.flushHeaders()
  }

  /** Commits before the head leaves, as it stands now. */
  commit(): void {
    const { response, isActivity } = this
    // Another library's response may say none.
    const { statusCode: status = 200 } = response
    const cacheControl = response.getHeader('Cache-Control')?.toString()
    let edits: MaybePromise<HeaderEdits>
    try {
      edits = this.#committer.commit({ status, cacheControl, isWhole: this.#isWhole, isActivity })
      if (!isPromise(edits)) this.#apply(edits)
    } catch (error) {
      if (leavesAtOnce(response, this.#request)) this.#letGo(Promise.reject(error))
      else this.#fail(error)
      return
    }
    if (!isPromise(edits)) this.#send(this.#isImplicit)
    else if (leavesAtOnce(response, this.#request)) this.#letGo(edits)
    else this.#holdHead(edits)
  }

  get #passes(): boolean {
    return this.phase === 'sent' || this.phase === 'ended'
  }

  get #calls(): CallQueue {
    this.#heldCalls ??= this.#newCalls()
    return this.#heldCalls
  }

  get #request(): IncomingMessage {
    return this.#committer.request ?? this.response.req
  }

  #newCalls(): CallQueue {
    return new CallQueue(this.response, this.#request, kindOf(this.response))
  }

  /** Commits for a head that nobody wrote. What was put over `writeHead` since then is heard first: it may change the head. */
  #begin(): void {
    const { response } = this
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
    if (!isImplicit) this.writeHead.call(this.response, this.response.statusCode)
  }

  #holdHead(commit: PromiseLike<HeaderEdits>): void {
    const { response } = this
    const calls = this.#calls
    const isImplicit = this.#isImplicit
    this.phase = 'held'
    calls.pretendHeadersSent()
    calls.holdFlush()
    this.#after(commit, (edits) => {
      calls.stopPretending()
      response.writeHead = this.writeHead
      this.#apply(edits)
      this.#send(isImplicit)
      const isFlowing = calls.replay(this)
      calls.destroyDeferred()
      // Otherwise Node.js says it, when its own buffer is empty.
      if (calls.owesDrain && isFlowing && !calls.isEnded) this.drain.emit(response)
      this.drain.forget()
    })
  }

  #apply(edits: HeaderEdits): void {
    if (edits !== noEdits) applyEdits(new NodeHeaderBag(this.response), edits)
  }

  /** Lets a head go that nobody can hold, nor answer in its place. */
  #letGo(commit: PromiseLike<HeaderEdits>): void {
    this.#send(this.#isImplicit)
    finishLate(commit, (error) => void shapeAnswer(this.#onCommitError, error, this.#request))
  }

  /** Goes on when a commit is done. Nothing that fails then may end the process. */
  #after<T>(commit: PromiseLike<T>, release: (value: T) => void): void {
    commit
      .then(release)
      .then(undefined, (error) => this.#fail(error))
      .then(undefined, logUnfinished)
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
    const calls = this.#holdEnd(written)
    this.#after(rest, () => {
      calls.stopPretending()
      this.#end(written)
      calls.destroyDeferred()
    })
  }

  #holdEnd(written: WriteArguments): CallQueue {
    this.phase = 'ending'
    const calls = this.#newCalls()
    this.#heldCalls = calls
    // A head that is to leave with the end has not left yet.
    if (!this.response.headersSent) calls.pretendHeadersSent()
    calls.end(written)
    return calls
  }

  #end(written: WriteArguments): void {
    this.phase = 'ended'
    this.end.apply(this.response, written)
  }

  #fail(error: unknown): void {
    failResponse(this, {
      error,
      request: this.#request,
      calls: this.#calls,
      committer: this.#committer,
      onCommitError: this.#onCommitError,
    })
  }
}
