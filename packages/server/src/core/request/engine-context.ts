import type { SessionView } from '@sojourn/contract'
import { SessionError } from '../../errors.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { isPlainObject } from '../../session/json.ts'
import { replaceData, Session, type SessionOwner } from '../../session/session.ts'
import type { SessionCarrier } from '../carrier/carrier.ts'
import type { SessionRequest } from '../carrier/session-request.ts'
import type { Policy } from '../options/policy.ts'
import { gone } from '../record/errors.ts'
import { commit } from './commit.ts'
import type { SessionContext } from './context.ts'
import { finalOutcome } from './final-outcome.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from './request.ts'
import { RequestState } from './request-state.ts'
import { toHeaderEdits } from './response-headers.ts'
import { SessionMethods } from './session-methods.ts'
import { endView, peekView, savedView, touchView } from './views.ts'

const toOwner = (state: RequestState): SessionOwner => new SessionMethods(state)

/**
 * The way of one request, step by step: find the cookies, load, let the handler work, gather facts, decide, run the effect,
 * take its outcome, tell the browser. Each step has a file of its own.
 */
export class EngineContext implements SessionContext<Session> {
  private readonly state: RequestState

  constructor(policy: Policy, carrier: SessionCarrier, request: SessionRequest) {
    // The cookies: RequestCookies, read when they are first asked for.
    this.state = new RequestState(policy, carrier, request, toOwner)
  }

  get isInPath(): boolean {
    return this.state.cookies.isInPath
  }

  get loadsAhead(): boolean {
    return this.state.loadsAhead
  }

  /** The load: SessionLoad, by the app's SessionCarrier. */
  load(): MaybePromise<void> {
    return this.state.load.begin()
  }

  /** The handler reads: LoadedSession parses the data. What it asks for is carried out by SessionMethods. */
  getSession(): Session | null | undefined {
    const { holding } = this.state
    if (!this.isInPath || holding === 'destroyed') return undefined
    return holding === 'unset' ? null : this.state.currentSession().session
  }

  /** The handler assigns. */
  setSession(value: unknown): void {
    if (value === null || value === undefined) {
      this.state.noteAssigned('unset')
      return
    }
    if (!(value instanceof Session) && !isPlainObject(value)) {
      throw new SessionError(
        'not-json',
        `req.session got a ${typeof value}; it takes a plain object of data, or null to unset it.`,
      )
    }
    if (this.state.holding === 'destroyed') throw gone()
    const { session } = this.state.currentSession()
    if (value !== session) replaceData(session, { ...value })
    this.state.noteAssigned('kept')
  }

  /** The response is about to leave: operations under way come first. */
  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const { state } = this
    if (!this.isInPath || state.cookies.headersAreSettled) return noEdits
    const { pending } = state
    const edits = pending === undefined ? this.commitNow(response) : this.commitAfter(pending, response)
    // What handlers ask for from now on waits for the commit, and then sees the headers sent.
    if (isPromise(edits)) state.operations.hold(edits, state.cookies)
    return edits
  }

  private commitAfter(pending: PromiseLike<void>, response: ResponseFacts): PromiseLike<HeaderEdits> {
    return pending.then(() => this.commitNow(response))
  }

  /** Facts, decision, effect and outcome: commit. Then the outcome goes into the headers. */
  private commitNow(response: ResponseFacts): MaybePromise<HeaderEdits> {
    this.state.throwIgnored()
    const committed = commit(this.state, response)
    return isPromise(committed) ? this.tellAfter(committed, response) : this.tell(response)
  }

  private tellAfter(committed: PromiseLike<void>, response: ResponseFacts): PromiseLike<HeaderEdits> {
    return committed.then(() => this.tell(response))
  }

  private tell(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const { state } = this
    const outcome = finalOutcome(state, response)
    state.cookies.settleHeaders()
    return toHeaderEdits(outcome, state.session?.isRead ?? false, response, state)
  }

  /**
   * What the headers have to say although the commit failed: operations before it may have given the session another sid, or
   * ended it, and without a word of that the browser would go on with a cookie that leads nowhere.
   */
  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits> {
    return this.isInPath ? this.tell(response) : noEdits
  }

  /** The last byte is about to leave: once more for what changed since the headers. */
  commitRest(): MaybePromise<void> {
    const { pending } = this.state
    if (!this.isInPath) return
    return pending === undefined ? this.commitRestNow() : pending.then(() => this.commitRestNow())
  }

  private commitRestNow(): MaybePromise<void> {
    this.state.throwIgnored()
    return commit(this.state, undefined)
  }

  peekView(): MaybePromise<SessionView> {
    return peekView(this.state)
  }

  touchView(): MaybePromise<SessionView> {
    return touchView(this.state)
  }

  endView(): MaybePromise<SessionView> {
    return endView(this.state)
  }

  savedView(): Promise<SessionView> {
    return savedView(this.state)
  }
}
