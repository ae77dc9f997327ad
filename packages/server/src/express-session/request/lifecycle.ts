import type { Next } from '../../adapters/node/middleware.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../../core/request/request.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { CookieWriter } from '../cookie-writer.ts'
import { dataText } from '../data-text.ts'
import { debug } from '../debug.ts'
import { defer } from '../defer.ts'
import { isGone } from '../gone.ts'
import { entriesOf } from '../memory-store.ts'
import type { Policy } from '../policy.ts'
import type { KeptRequest } from '../records/legacy-records.ts'
import type { Session } from '../session.ts'
import {
  type DecisionPolicy,
  decideCookie,
  decideRecord,
  type Facts,
  ofNoActivity,
  type RecordDecision,
} from './decision.ts'

/** What express-session does for one request: when it comes in, and before its response leaves. */
export class Lifecycle extends CookieWriter {
  /** As express-session has it. */
  readonly endsOnce = true
  /** The data that the record has by now; until they change there is nothing left to do. */
  protected settledText: string | undefined
  /** Somebody only looks at the session: what changed is saved, and nothing is renewed. */
  protected isQuiet = false
  /** Whether the response sets the cookie whatever else there is to say. */
  protected isCookieAsked = false
  /** Something could not be saved, renewed or ended. */
  protected hasFailed = false
  readonly #next: Next
  /** How far the response is: nothing has left, the headers have, or the last byte. */
  #progress: 'open' | 'headers' | 'done' = 'open'
  #hasEnded = false
  /** What was saved before the headers. */
  #savedEarly: string | undefined

  /** `next` hears of what fails when the response is on its way already. */
  constructor(policy: Policy, request: KeptRequest, next: Next = () => {}) {
    super(policy, request)
    this.#next = next
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    if (this.saving !== undefined) return this.saving.then(() => this.commit(response))
    if (this.isLeftAlone || this.#progress !== 'open') return noEdits
    if (response.isActivity === false) this.isQuiet = true
    const isWhole = (response.isWhole ?? false) && !this.isQuiet
    this.#progress = isWhole || this.isQuiet ? 'done' : 'headers'
    if ((this.isQuiet || !this.policy.rolling) && this.renewUnread(isWhole)) return noEdits
    const { session } = this.request
    if (!session) {
      const ended = this.isQuiet ? this.#endUnset() : this.#telling(() => this.#endUnset())
      return isPromise(ended) ? ended.then(() => noEdits) : noEdits
    }
    try {
      return this.#commit(session, isWhole)
    } catch (error) {
      if (this.isQuiet) throw error
      // What JSON cannot say, or a `req.session` that is none.
      this.#tell(error)
      return this.editsAfterFailure()
    }
  }

  /** The cookie of a session that was saved and that the browser does not know of. */
  editsAfterFailure(): HeaderEdits {
    this.#progress = 'done'
    if (this.isLeftAlone || this.isKnown || !this.isStored) return noEdits
    const { session } = this.request
    return session ? this.cookieEdits(session) : noEdits
  }

  retire(): MaybePromise<void> {
    if (this.isLeftAlone || this.#progress === 'done') return
    if (this.saving !== undefined) return this.saving.then(() => this.retire())
    this.#progress = 'done'
    return this.#telling(() => this.#endUnset())
  }

  commitRest(): MaybePromise<void> {
    if (this.isLeftAlone || this.#progress === 'done') return
    if (this.saving !== undefined) return this.saving.then(() => this.commitRest())
    this.#progress = 'done'
    if (this.renewUnread(true)) return
    const { session } = this.request
    return this.#telling(() => (session ? this.#settleRest(session) : this.#endUnset()))
  }

  #commit(session: Session, isWhole: boolean): MaybePromise<HeaderEdits> {
    if (isWhole) this.touch(session)
    const text = dataText(session)
    const facts = this.facts(session, text)
    const record = this.#recordDue(facts, text, isWhole)
    let isCookieDue = this.isCookieAsked || decideCookie(facts, this.#decisions)
    if (this.isQuiet && !facts.isKnown && this.isStored) isCookieDue = true
    let tellOfCookie = (): void => {}
    const settled = recover(
      () => this.#settle(session, text, record),
      (error) => {
        this.hasFailed = true
        tellOfCookie()
        if (this.isQuiet && !isGone(error)) throw error
        // Express would cut a body that is still to come; and the save is tried once more after it.
        if (isWhole) this.#tell(error)
      },
    )
    // Some stores write into the session that they are handed, which counts as a change.
    const isHanded = isWhole && record !== 'skip' && entriesOf(this.policy.store) === undefined
    if (!isCookieDue && isHanded && facts.isPersistent) {
      isCookieDue = decideCookie(this.facts(session, dataText(session)), this.policy)
    }
    if (!isCookieDue) return isPromise(settled) ? settled.then(() => noEdits) : noEdits
    let edits = noEdits
    try {
      edits = this.cookieEdits(session)
    } catch (error) {
      tellOfCookie = () => {
        tellOfCookie = () => {}
        this.#tell(error)
      }
    }
    return andThen(settled, () => {
      // Not before the response can leave: who hears of it would answer in its place.
      tellOfCookie()
      return edits
    })
  }

  get #decisions(): DecisionPolicy {
    return this.isQuiet ? ofNoActivity : this.policy
  }

  /** Before headers that a body follows, only what changed is due; the rest is before the last byte. */
  #recordDue(facts: Facts, text: string, isWhole: boolean): RecordDecision {
    if (this.settledText === text) return 'skip'
    const record = decideRecord(facts, this.#decisions)
    if (isWhole || (record === 'save' && (facts.isModified || !facts.isKnown))) return record
    return 'skip'
  }

  #settleRest(session: Session): MaybePromise<void> {
    this.touch(session)
    const text = dataText(session)
    // An earlier save was of the cookie as well, which may have changed since.
    if (this.#savedEarly !== undefined && this.#savedEarly === JSON.stringify(session)) return
    const record =
      this.#savedEarly === undefined ? this.#recordDue(this.facts(session, text), text, true) : 'save'
    return this.#settle(session, text, record)
  }

  #settle(session: Session, text: string, record: RecordDecision): MaybePromise<void> {
    switch (record) {
      case 'save':
        return this.#save(session, text)
      case 'touch':
        debug('touching')
        return this.isFresh ? undefined : this.renew(session)
      case 'skip':
        return
    }
  }

  #save(session: Session, text: string): MaybePromise<void> {
    this.touch(session)
    const isEarly = this.#progress === 'headers'
    return recover(
      () => {
        if (isEarly) this.#savedEarly = JSON.stringify(session)
        return this.write(session, text)
      },
      (error) => {
        // It is tried once more before the last byte.
        this.#savedEarly = undefined
        throw error
      },
    )
  }

  #endUnset(): MaybePromise<void> {
    const { session, sessionID } = this.request
    if (session != null || !sessionID || !this.policy.unsetDestroys || this.#hasEnded) {
      debug('no session')
      return
    }
    debug('destroying')
    this.#hasEnded = true
    return this.end(sessionID)
  }

  protected facts(session: Session, text: string): Facts {
    const hasSid = typeof this.request.sessionID === 'string'
    if (!hasSid) debug('session ignored because of bogus req.sessionID %o', this.request.sessionID)
    const isSame = this.originalId === session.id
    return {
      hasSid,
      isKnown: this.isKnown,
      isModified: !isSame || this.originalText !== text,
      isSaved: isSame && this.savedText === text,
      hasSaved: Boolean(this.savedText),
      isPersistent: session.cookie.expires != null,
    }
  }

  /** The response leaves whatever the store says; what fails is told to `next`, when that is done. */
  #telling(settle: () => MaybePromise<void>): MaybePromise<void> {
    return recover(settle, (error) => this.#tell(error))
  }

  #tell(error: unknown): void {
    this.hasFailed = true
    // Another request has ended the session: that is no failure of this one.
    if (isGone(error)) return
    defer(this.#next, error)
  }
}
