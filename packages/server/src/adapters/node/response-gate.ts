import type { IncomingMessage } from 'node:http'
import type { SessionContext } from '../../core/request/context.ts'
import type { HeaderEdits } from '../../core/request/request.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { shapeAnswer } from '../commit-failure.ts'
import { CallQueue } from './call-queue.ts'
import { EnteredResponse } from './entered-response.ts'
import { failResponse, logUnfinished } from './fail-response.ts'
import { callsOf, ended, hasEnd, isOpen, open, sent } from './gate-state.ts'
import { finishLate, leavesAtOnce } from './handshake.ts'
import type { OnCommitError } from './middleware.ts'
import { type HeadArguments, isChunk, type NodeResponse, type WriteArguments } from './response.ts'
import { isHead, setHead } from './write-head.ts'

/** What is committed before the headers, and before the last byte. */
export interface Committer extends Pick<SessionContext, 'commit' | 'commitRest' | 'editsAfterFailure'> {
  /** Whether a second `end` is passed over, which Node.js takes for an error. */
  readonly endsOnce?: boolean
  /** The request, for responses of other libraries that do not name it. */
  readonly request?: IncomingMessage
}

/** What a handler calls in place of a response's own methods. What Node.js refuses is left to those, and their own errors. */
export class ResponseGate {
  readonly #entered: EnteredResponse
  #state = open
  #committer: Committer
  #onCommitError: OnCommitError

  constructor(response: NodeResponse, committer: Committer, onCommitError: OnCommitError) {
    this.#entered = new EnteredResponse(response)
    this.#committer = committer
    this.#onCommitError = onCommitError
  }

  handOver(committer: Committer, onCommitError: OnCommitError): void {
    this.#committer = committer
    this.#onCommitError = onCommitError
  }

  /** After the headers it changes nothing. */
  noteNoActivity(): void {
    if (this.#state.is === 'open') this.#state = { is: 'open', isActivity: false }
  }

  takeHead(head: HeadArguments): void {
    const { response } = this.#entered
    if (this.#state.is === 'sent') this.#entered.writeHead(...head)
    else if (!isOpen(this.#state) || response.headersSent) this.#entered.kind.refuseHead(response, head)
    else if (isHead(head) || this.#entered.kind.isVirtual) {
      setHead(response, head)
      this.#commit()
    } else this.#entered.writeHead(...head)
  }

  takeWrite(written: WriteArguments): boolean {
    if (!this.#takes(written[0])) {
      this.#entered.kind.refuseChunk(this.#entered.response, 'write', written)
      return false
    }
    this.#begin(false)
    return (callsOf(this.#state) ?? this.#entered).write(written)
  }

  takeEnd(written: WriteArguments): void {
    const { response } = this.#entered
    const [chunk] = written
    if (this.#committer.endsOnce && hasEnd(this.#state)) return
    if (chunk && typeof chunk !== 'function' && !this.#takes(chunk)) {
      this.#entered.kind.refuseChunk(response, 'end', written)
      return
    }
    const isWhole = isOpen(this.#state) && !response.headersSent
    this.#begin(isWhole)
    const calls = callsOf(this.#state)
    if (calls) calls.end(written)
    // Nothing can have changed since the commit a moment ago.
    else if (isWhole || this.#state.is === 'ended') this.#end(written)
    else this.#finish(written)
  }

  takeFlush(): void {
    this.#begin(false)
    const way = callsOf(this.#state) ?? this.#entered
    way.flushHeaders()
  }

  get #request(): IncomingMessage {
    return this.#committer.request ?? this.#entered.response.req
  }

  #takes(chunk: unknown): boolean {
    return isChunk(chunk) || this.#entered.kind.isVirtual
  }

  /** Commits for a head that nobody wrote. What was put over `writeHead` since then is called first: it may change the head. */
  #begin(isWhole: boolean): void {
    const before = this.#state
    if (!isOpen(before)) return
    const { response } = this.#entered
    if (response.headersSent) {
      this.#state = sent
      return
    }
    this.#state = { is: 'opening', isActivity: before.isActivity, isWhole }
    try {
      response.writeHead(response.statusCode)
      // One of them may not have passed it on.
      if (isOpen(this.#state)) this.#commit()
    } finally {
      if (isOpen(this.#state)) this.#state = before
    }
    if (this.#state.is === 'sent') this.#entered.restoreWriteHead()
  }

  /** Commits before the head leaves, as it stands now. */
  #commit(): void {
    const state = this.#state
    if (!isOpen(state)) return
    const { response } = this.#entered
    // Another library's response may say none.
    const { statusCode: status = 200 } = response
    const cacheControl = response.getHeader('Cache-Control')?.toString()
    const isImplicit = state.is === 'opening'
    const isWhole = isImplicit && state.isWhole
    let edits: MaybePromise<HeaderEdits>
    try {
      edits = this.#committer.commit({ status, cacheControl, isWhole, isActivity: state.isActivity })
      if (!isPromise(edits)) this.#entered.apply(edits)
    } catch (error) {
      if (leavesAtOnce(response, this.#request)) this.#letGo(Promise.reject(error), isImplicit)
      else this.#fail(error, this.#newCalls())
      return
    }
    if (!isPromise(edits)) this.#send(isImplicit)
    else if (leavesAtOnce(response, this.#request)) this.#letGo(edits, isImplicit)
    else this.#hold(edits, isImplicit)
  }

  #send(isImplicit: boolean): void {
    this.#state = sent
    if (!isImplicit) this.#entered.writeHead(this.#entered.response.statusCode)
  }

  #hold(commit: PromiseLike<HeaderEdits>, isImplicit: boolean): void {
    const calls = this.#newCalls()
    this.#state = { is: 'held', calls }
    calls.pretendHeadersSent()
    calls.delayFlush()
    this.#after(commit, calls, (edits) => {
      calls.stopPretending()
      this.#entered.restoreWriteHead()
      this.#entered.apply(edits)
      this.#send(isImplicit)
      const isFlowing = calls.replay(this)
      calls.destroyDeferred()
      // Otherwise Node.js says it, when its own buffer is empty.
      if (calls.owesDrain && isFlowing && !calls.isEnded) this.#entered.emitDrain()
      this.#entered.forgetDrain()
    })
  }

  /** Lets a head go that nobody can hold, nor answer in its place. */
  #letGo(commit: PromiseLike<HeaderEdits>, isImplicit: boolean): void {
    this.#send(isImplicit)
    finishLate(commit, (error) => void shapeAnswer(this.#onCommitError, error, this.#request))
  }

  /** Goes on when a commit is done. Nothing that fails then may end the process. */
  #after<T>(commit: PromiseLike<T>, calls: CallQueue, release: (value: T) => void): void {
    commit
      .then(release)
      .then(undefined, (error) => this.#fail(error, calls))
      .then(undefined, logUnfinished)
  }

  /** Commits what changed since the headers, and ends. */
  #finish(written: WriteArguments): void {
    let rest: MaybePromise<void>
    try {
      rest = this.#committer.commitRest()
    } catch (error) {
      rest = Promise.reject(error)
    }
    if (!isPromise(rest)) {
      this.#end(written)
      return
    }
    const calls = this.#newCalls()
    this.#state = { is: 'ending', calls }
    // A head that is to leave with the end has not left yet.
    if (!this.#entered.response.headersSent) calls.pretendHeadersSent()
    calls.end(written)
    this.#after(rest, calls, () => {
      calls.stopPretending()
      this.#end(written)
      calls.destroyDeferred()
    })
  }

  #end(written: WriteArguments): void {
    this.#state = ended
    this.#entered.end(written)
  }

  #newCalls(): CallQueue {
    return new CallQueue(this.#entered.response, this.#request, this.#entered.kind)
  }

  #fail(error: unknown, calls: CallQueue): void {
    this.#state = { is: 'failed', calls }
    failResponse(this.#entered, calls, {
      error,
      request: this.#request,
      context: this.#committer,
      onCommitError: this.#onCommitError,
    })
  }
}
