import type { SessionView } from '@sojourn/contract'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { isPlainObject } from '../../session/json.ts'
import { replaceData, Session } from '../../session/session.ts'
import type { SessionOwner } from '../../session/session-owner.ts'
import type { SessionCarrier } from '../carrier/carrier.ts'
import type { SessionRequest } from '../carrier/session-request.ts'
import type { Policy } from '../options/policy.ts'
import { gone, noData } from '../record/errors.ts'
import { commit, finalOutcome } from './commit.ts'
import type { SessionContext } from './context.ts'
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
    if (!(value instanceof Session) && !isPlainObject(value)) throw noData(value)
    if (this.state.holding === 'destroyed') throw gone()
    const { session } = this.state.currentSession()
    if (value !== session) replaceData(session, { ...value })
    this.state.noteAssigned('kept')
  }

  /** The response is about to leave: operations under way come first. */
  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const { pending, cookies } = this.state
    if (!cookies.isInPath || cookies.headersAreSettled) return noEdits
    const edits =
      pending === undefined ? this.commitNow(response) : pending.then(() => this.commitNow(response))
    // What handlers ask for from now on waits for the commit, and then sees the headers sent.
    if (isPromise(edits)) this.state.operations.hold(edits, cookies)
    return edits
  }

  /** Facts, decision and effect: commit(). */
  private commitNow(response: ResponseFacts): MaybePromise<HeaderEdits> {
    this.state.throwIgnored()
    const committed = commit(this.state, response)
    return isPromise(committed) ? committed.then(() => this.tell(response)) : this.tell(response)
  }

  /** The outcome of all effects goes into the headers. */
  private tell(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const { state } = this
    const outcome = finalOutcome(state, response)
    state.cookies.settleHeaders()
    const handled = { isRead: state.session?.isRead ?? false, isKept: state.holding === 'kept' }
    return toHeaderEdits(outcome, handled, response, state)
  }

  /** The commit failed. What was done before it is told all the same: the browser may have another sid by then, or none. */
  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits> {
    return this.isInPath ? this.tell(response) : noEdits
  }

  /** The last byte is about to leave: what changed since the headers is committed. */
  commitRest(): MaybePromise<void> {
    if (!this.isInPath) return
    return andThen(this.state.pending, () => {
      this.state.throwIgnored()
      return commit(this.state, undefined)
    })
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
