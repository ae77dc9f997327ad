import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { SessionOwner } from '../../session/session-owner.ts'
import type { Found, Outcome, SessionCarrier } from '../carrier/carrier.ts'
import { combine } from '../carrier/outcome.ts'
import { RequestCookies } from '../carrier/request-cookies.ts'
import type { SessionRequest } from '../carrier/session-request.ts'
import type { Policy } from '../options/policy.ts'
import { notLoaded } from '../record/errors.ts'
import { LoadedSession } from '../record/loaded-session.ts'
import type { EffectScope } from '../write/effect-scope.ts'
import { endSession, replaceSession } from '../write/end-session.ts'
import { limitSessions } from '../write/limit-sessions.ts'
import { insertSession, writeSession } from '../write/save.ts'
import { touchSession } from '../write/touch.ts'
import { SessionLoad } from './load.ts'
import { type Operations, operations } from './operation-queue.ts'

/** What the handler does with the session as a whole: `unset` by assignment, `destroyed` by its method or an endpoint. */
export type Holding = 'kept' | 'unset' | 'destroyed'

/** What one request knows of its session. Nobody else writes its fields: effects answer an outcome, and it takes that. */
export class RequestState implements EffectScope {
  readonly policy: Policy
  readonly carrier: SessionCarrier
  readonly cookies: RequestCookies
  readonly load: SessionLoad
  private readonly requestedAt: number | undefined
  private readonly toOwner: (state: RequestState) => SessionOwner
  private loaded: LoadedSession | undefined = undefined
  private holdingNow: Holding = 'kept'
  /** What the effects until now mean to the browser; `undefined`: there was none. */
  effects: Outcome | undefined = undefined
  /** Whether a session that the browser has a cookie of was ended, whatever began since. */
  hasEnded = false
  private peek = false
  private isSidAsked = false
  private queued: Operations | undefined = undefined

  /** `toOwner` makes the one whom the session's methods call. */
  constructor(
    policy: Policy,
    carrier: SessionCarrier,
    request: SessionRequest,
    toOwner: (state: RequestState) => SessionOwner,
  ) {
    this.policy = policy.forRequest()
    this.carrier = carrier
    this.cookies = new RequestCookies(request, policy.cookie(request.raw))
    this.load = new SessionLoad(this.policy, carrier, this.cookies)
    this.toOwner = toOwner
    this.requestedAt = policy.subject === undefined ? undefined : policy.clock.now()
  }

  get loadsAhead(): boolean {
    return this.cookies.isInPath && this.policy.loadsAhead
  }

  /** The session, as far as one was found or begun. */
  get session(): LoadedSession | undefined {
    if (this.loaded === undefined) {
      const found = this.load.session
      if (found !== undefined) this.loaded = this.toSession(found)
    }
    return this.loaded
  }

  get holding(): Holding {
    return this.holdingNow
  }

  /** Whether the request only asks how the session is: that is no activity, or a polling tab would keep it alive. */
  get isPeek(): boolean {
    return this.peek
  }

  /** The session of this request, a new one where none is stored. Throws `not-loaded`, or why the load failed. */
  currentSession(): LoadedSession {
    const { session, load } = this
    if (session !== undefined) return session
    if (load.status === 'idle' || load.status === 'loading') {
      if (this.loadsAhead || this.policy.lazy) throw notLoaded()
      load.begin()
    }
    load.assertNotFailed()
    this.loaded = this.session ?? this.toSession(undefined)
    return this.loaded
  }

  private toSession(found: Found | undefined): LoadedSession {
    const rules = { policy: this.policy, cookie: this.cookies.policy, requestedAt: this.requestedAt }
    return new LoadedSession(this.toOwner(this), rules, found)
  }

  /** The session as the store has it, if it does; loads it if need be. */
  storedSession(): MaybePromise<LoadedSession | undefined> {
    return andThen(this.load.begin(), () => {
      this.load.assertNotFailed()
      return this.holdingNow !== 'destroyed' && this.session?.record !== undefined ? this.session : undefined
    })
  }

  notePeek(): void {
    this.peek = true
  }

  /** Notes an assignment: of data, or of nothing. */
  noteAssigned(holding: 'kept' | 'unset'): void {
    if (this.holdingNow !== 'destroyed') this.holdingNow = holding
  }

  /** Notes that the handler asks for a new sid, whatever the request came with. */
  noteSidAsked(): void {
    this.isSidAsked = true
  }

  /** The session was read anew. */
  reloaded(found: Found): void {
    this.loaded = this.toSession(found)
  }

  /** Saves the data as they are in `text`, for the first time or over what is stored. */
  save(session: LoadedSession, text: string, isRenewed: boolean): MaybePromise<void> {
    const isNew = session.record === undefined
    const saved = isNew
      ? insertSession(this, session, text)
      : writeSession(this, session, text, { isRenewed })
    return this.take(saved, session, text)
  }

  /** Renews the idle timeout now. */
  touch(): MaybePromise<void> {
    return this.take(touchSession(this, this.session))
  }

  /** Ends the session and begins another, which is empty. */
  regenerate(session: LoadedSession): MaybePromise<void> {
    return andThen(this.take(replaceSession(this, session)), () => {
      this.isSidAsked = true
      this.loaded = this.toSession(undefined)
    })
  }

  /** Ends the session for good, whether it is stored or not. */
  destroy(session: LoadedSession): MaybePromise<void> {
    return andThen(this.endNow(session), () => this.noteDestroyed())
  }

  /** Ends the session, if one is stored; says whether there was one. */
  end(): MaybePromise<boolean> {
    return andThen(this.storedSession(), (session) => {
      if (this.holdingNow === 'destroyed') return false
      return andThen(this.endNow(session), (hasEnded) => {
        if (session !== undefined) this.noteDestroyed()
        return hasEnded
      })
    })
  }

  private endNow(session: LoadedSession | undefined): MaybePromise<boolean> {
    return andThen(endSession(this, session, this.load.note), (outcome) => {
      this.note(outcome)
      return outcome !== undefined
    })
  }

  /** Notes that nothing is left to be kept: what the request has begun and not saved is not stored either. */
  noteDestroyed(): void {
    this.holdingNow = 'destroyed'
  }

  /** Takes the outcome of an effect: of a write of `session`, whose data were `text` then, or of another. */
  take(effect: MaybePromise<Outcome | undefined>, session?: LoadedSession, text = ''): MaybePromise<void> {
    if (!isPromise(effect)) return this.note(effect, session, text)
    return effect.then((outcome) => this.note(outcome, session, text))
  }

  private note(outcome: Outcome | undefined, session?: LoadedSession, text = ''): MaybePromise<void> {
    if (outcome === undefined) return
    this.effects = combine(this.effects, outcome)
    if (outcome.cookie === 'clear') this.hasEnded = true
    // Not before: the browser has to hear of what is stored, whatever the handler has made of its data meanwhile.
    session?.follow(text)
    const { signedIn, credential } = outcome
    const isLimited = signedIn !== null && this.policy.maxSessions !== undefined
    return isLimited && credential ? limitSessions(this.policy, credential.key, signedIn) : undefined
  }

  /**
   * Whether the request came with a sid that was replaced meanwhile, and has nothing of its own to replace the new one by.
   * Whoever signs in by this very request, or asks for a new sid, gets it.
   */
  get isLate(): boolean {
    return (
      !this.isSidAsked && this.load.note !== undefined && (this.session?.record?.subject ?? null) === null
    )
  }

  /** What the load and the effects until now mean to the browser. */
  get outcome(): Outcome | undefined {
    const { effects, load } = this
    return effects === undefined ? load.outcome : combine(load.outcome, effects)
  }

  /** The operations that the handler asks for. */
  get operations(): Operations {
    this.queued ??= operations()
    return this.queued
  }

  /** What the handler asked for and is under way; never rejects. */
  get pending(): PromiseLike<void> | undefined {
    return this.queued?.pending
  }

  /** Throws the error of an operation that nobody looked at, once. */
  throwIgnored(): void {
    this.queued?.throwIgnored()
  }
}
