import type { SessionView } from '@sojourn/contract'
import type { Next } from '../../adapters/node/middleware.ts'
import { withAnnouncement } from '../../core/request/announcement.ts'
import type { SessionContext } from '../../core/request/context.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from '../../core/request/request.ts'
import { SessionError } from '../../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../../maybe-promise.ts'
import { noticed } from '../../session/noticed-promise.ts'
import { defer } from '../defer.ts'
import { providerKey, type Session, type SessionProvider, type SessionRequest } from '../session.ts'
import { dataText } from '../session-text.ts'
import type { Settings } from '../settings.ts'
import { RequestSession } from './load.ts'
import { decideCookie } from './save-table.ts'
import { Saving } from './saving.ts'
import { announcementOf, endedView, viewOf } from './views.ts'

/** One request's use of the session: what express-session does when it comes in, before its headers, and before its last byte. */
export class DropInContext implements SessionContext<Session>, SessionProvider {
  readonly loadsAhead = true
  /** The middleware takes no other request. */
  readonly isInPath = true
  /** As express-session has it. */
  readonly endsOnce = true
  readonly session: RequestSession
  readonly #saving: Saving
  readonly #next: Next
  /** How far the response is: nothing has left, the headers have, or the last byte. */
  #progress: 'open' | 'headers' | 'done' = 'open'
  /** Whether the response sets the cookie whatever else there is to say. */
  #isCookieAsked = false
  /** Something could not be saved, renewed or ended. */
  #hasFailed = false
  #hasAnnounced = false

  /** `next` hears of what fails when the response is on its way already. */
  constructor(settings: Settings, request: SessionRequest, next: Next = () => {}) {
    this.session = new RequestSession(settings, request)
    this.#saving = new Saving(this.session)
    this.#next = next
    request[providerKey] = this
  }

  load(): MaybePromise<void> {
    return this.session.load()
  }

  getSession(): Session | null | undefined {
    return this.session.request.session
  }

  setSession(value: unknown): void {
    Object.assign(this.session.request, { session: value })
  }

  peekView(): MaybePromise<SessionView> {
    this.#saving.isQuiet = true
    return andThen(this.load(), () => viewOf(this.session))
  }

  touchView(): MaybePromise<SessionView> {
    return andThen(this.#loadAndSave(), () => {
      const { cookie, record, request } = this.session
      const { session } = request
      const isActive = session && record.isStored
      if (!isActive) this.#saving.isQuiet = true
      else {
        cookie.touch(session)
        this.#isCookieAsked = session.cookie.expires != null
      }
      return andThen(isActive ? this.#saving.touchNow(session) : undefined, () => viewOf(this.session))
    })
  }

  endView(): MaybePromise<SessionView> {
    return andThen(this.#loadAndSave(), () => endedView(this.session))
  }

  savedView(): Promise<SessionView> {
    const save = async (): Promise<SessionView> => {
      await this.#loadAndSave()
      await this.#saving.saveNow()
      return viewOf(this.session)
    }
    return noticed(save())
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const edits = this.#commit(response)
    if (this.session.settings.announce === false) return edits
    return andThen(edits, (others) => {
      // What is committed once more has nothing to add.
      if (this.#hasAnnounced) return others
      this.#hasAnnounced = true
      const announcement = this.#hasFailed ? undefined : announcementOf(this.session, others)
      return withAnnouncement(others, announcement, response)
    })
  }

  /** The cookie of a session that was saved and that the browser does not know of. */
  editsAfterFailure(): HeaderEdits {
    const { request, cookie, record, isLeftAlone } = this.session
    this.#progress = 'done'
    if (isLeftAlone || cookie.isKnown || !record.isStored) return noEdits
    return request.session ? cookie.toEdits(request.session) : noEdits
  }

  commitRest(): MaybePromise<void> {
    return this.#finish(() => {
      if (this.session.renewUnread(true)) return
      const { session } = this.session.request
      return this.#telling(() => (session ? this.#saving.settleRest(session) : this.#saving.endUnset()))
    })
  }

  retire(): MaybePromise<void> {
    return this.#finish(() => this.#telling(() => this.#saving.endUnset()))
  }

  #commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const { settings, request, methods } = this.session
    if (methods.saving !== undefined) return methods.saving.then(() => this.#commit(response))
    if (this.session.isLeftAlone || this.#progress !== 'open') return noEdits
    if (response.isActivity === false) this.#saving.isQuiet = true
    const { isQuiet } = this.#saving
    const isWhole = (response.isWhole ?? false) && !isQuiet
    this.#progress = isWhole || isQuiet ? 'done' : 'headers'
    if ((isQuiet || !settings.rolling) && this.session.renewUnread(isWhole)) return noEdits
    const { session } = request
    if (!session) {
      const ended = isQuiet ? this.#saving.endUnset() : this.#telling(() => this.#saving.endUnset())
      return andThen(ended, () => noEdits)
    }
    try {
      return this.#settle(session, isWhole)
    } catch (error) {
      if (isQuiet) throw error
      // What JSON cannot say, or a `req.session` that is none.
      this.#tell(error)
      return this.editsAfterFailure()
    }
  }

  #settle(session: Session, isWhole: boolean): MaybePromise<HeaderEdits> {
    const { settings, cookie, record } = this.session
    const saving = this.#saving
    if (isWhole) cookie.touch(session)
    const text = dataText(session)
    const facts = saving.factsOf(session, text)
    const due = saving.dueOf(facts, text, isWhole)
    let isCookieDue = this.#isCookieAsked || decideCookie(facts, saving.rules)
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

  /** Does the last that there is to do, after the saves that the handler asked for. */
  #finish(settle: () => MaybePromise<void>): MaybePromise<void> {
    const { methods, isLeftAlone } = this.session
    if (isLeftAlone || this.#progress === 'done') return
    if (methods.saving !== undefined) return methods.saving.then(() => this.#finish(settle))
    this.#progress = 'done'
    return settle()
  }

  /** Saves that the handler asked for come first: the session may have a new sid by then. */
  #loadAndSave(): MaybePromise<void> {
    return andThen(this.load(), () => this.session.methods.saving)
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
