import type { Next } from '../../adapters/node/middleware.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../../core/request/request.ts'
import { SessionError } from '../../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { debug } from '../debug.ts'
import { defer } from '../defer.ts'
import type { Session } from '../session.ts'
import { dataText } from '../session-text.ts'
import type { RequestSession } from './load.ts'
import { decideCookie } from './save-table.ts'
import type { Saving } from './saving.ts'

/** What express-session does for one request before its response leaves: before the headers, and before the last byte. */
export class Lifecycle {
  /** Whether the response sets the cookie whatever else there is to say. */
  isCookieAsked = false
  readonly #of: RequestSession
  readonly #saving: Saving
  readonly #next: Next
  /** How far the response is: nothing has left, the headers have, or the last byte. */
  #progress: 'open' | 'headers' | 'done' = 'open'
  #hasEnded = false
  #hasFailed = false

  /** `next` hears of what fails when the response is on its way already. */
  constructor(of: RequestSession, saving: Saving, next: Next) {
    this.#of = of
    this.#saving = saving
    this.#next = next
  }

  /** Whether something could not be saved, renewed or ended. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const { settings, request, methods } = this.#of
    if (methods.saving !== undefined) return methods.saving.then(() => this.commit(response))
    if (this.#of.isLeftAlone || this.#progress !== 'open') return noEdits
    if (response.isActivity === false) this.#saving.isQuiet = true
    const { isQuiet } = this.#saving
    const isWhole = (response.isWhole ?? false) && !isQuiet
    this.#progress = isWhole || isQuiet ? 'done' : 'headers'
    if ((isQuiet || !settings.rolling) && this.#of.renewUnread(isWhole)) return noEdits
    const { session } = request
    if (!session) {
      const ended = isQuiet ? this.#endUnset() : this.#telling(() => this.#endUnset())
      return andThen(ended, () => noEdits)
    }
    try {
      return this.#commit(session, isWhole)
    } catch (error) {
      if (isQuiet) throw error
      // What JSON cannot say, or a `req.session` that is none.
      this.#tell(error)
      return this.editsAfterFailure()
    }
  }

  /** The cookie of a session that was saved and that the browser does not know of. */
  editsAfterFailure(): HeaderEdits {
    const { request, cookie, record, isLeftAlone } = this.#of
    this.#progress = 'done'
    if (isLeftAlone || cookie.isKnown || !record.isStored) return noEdits
    return request.session ? cookie.toEdits(request.session) : noEdits
  }

  commitRest(): MaybePromise<void> {
    return this.#finish(() => {
      if (this.#of.renewUnread(true)) return
      const { session } = this.#of.request
      return this.#telling(() => (session ? this.#saving.settleRest(session) : this.#endUnset()))
    })
  }

  /** Ends the use of the session, for another middleware gives the request one. */
  retire(): MaybePromise<void> {
    return this.#finish(() => this.#telling(() => this.#endUnset()))
  }

  /** Does the last that there is to do, after the saves that the handler asked for. */
  #finish(settle: () => MaybePromise<void>): MaybePromise<void> {
    const { methods, isLeftAlone } = this.#of
    if (isLeftAlone || this.#progress === 'done') return
    if (methods.saving !== undefined) return methods.saving.then(() => this.#finish(settle))
    this.#progress = 'done'
    return settle()
  }

  #commit(session: Session, isWhole: boolean): MaybePromise<HeaderEdits> {
    const { settings, cookie, record } = this.#of
    const saving = this.#saving
    if (isWhole) cookie.touch(session)
    const text = dataText(session)
    const facts = saving.factsOf(session, text)
    const due = saving.dueOf(facts, text, isWhole)
    let isCookieDue = this.isCookieAsked || decideCookie(facts, saving.rules)
    if (saving.isQuiet && !facts.isKnown && record.isStored) isCookieDue = true
    let tellOfCookie = (): void => {}
    const settled = recover(
      () => saving.settle(session, text, due, this.#progress === 'headers'),
      (error) => {
        this.#hasFailed = true
        tellOfCookie()
        if (saving.isQuiet && !isGone(error)) throw error
        // Express would cut a body that is still to come; and the save is tried once more after it.
        if (isWhole) this.#tell(error)
      },
    )
    // Some stores write into the session that they are handed, which counts as a change.
    const isHanded = isWhole && due !== 'skip' && !settings.records.isImmediate
    if (!isCookieDue && isHanded && facts.isPersistent) {
      isCookieDue = decideCookie(saving.factsOf(session, dataText(session)), settings)
    }
    if (!isCookieDue) return isPromise(settled) ? settled.then(() => noEdits) : noEdits
    let edits = noEdits
    try {
      edits = cookie.toEdits(session)
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

  #endUnset(): MaybePromise<void> {
    const { settings, request, record } = this.#of
    const { session, sessionID } = request
    if (session != null || !sessionID || !settings.unsetDestroys || this.#hasEnded) {
      debug('no session')
      return
    }
    debug('destroying')
    this.#hasEnded = true
    return record.end(sessionID)
  }

  /** The response leaves whatever the store says; what fails is told to `next`, when that is done. */
  #telling(settle: () => MaybePromise<void>): MaybePromise<void> {
    return recover(settle, (error) => this.#tell(error))
  }

  #tell(error: unknown): void {
    this.#hasFailed = true
    // Another request has ended the session: that is no failure of this one.
    if (!isGone(error)) defer(this.#next, error)
  }
}

function isGone(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'session-gone'
}
