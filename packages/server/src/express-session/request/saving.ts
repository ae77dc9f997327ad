import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { debug } from '../debug.ts'
import type { Session } from '../session.ts'
import { dataText } from '../session-text.ts'
import type { RequestSession } from './load.ts'
import { decideRecord, type Facts, ofNoActivity, type RecordDecision, type SaveRules } from './save-table.ts'

/** Sees to the record of one request's session: what is due by the table, and when. */
export class Saving {
  /** Somebody only looks at the session: what changed is saved, and nothing is renewed. */
  isQuiet = false
  readonly #of: RequestSession
  /** The data that the record has by now; until they change there is nothing left to do. */
  #settledText: string | undefined
  /** The session as it was saved before the headers. */
  #savedEarly: string | undefined
  #hasEnded = false

  constructor(of: RequestSession) {
    this.#of = of
  }

  get rules(): SaveRules {
    return this.isQuiet ? ofNoActivity : this.#of.settings
  }

  factsOf(session: Session, text: string): Facts {
    const { request, cookie, methods } = this.#of
    const hasSid = typeof request.sessionID === 'string'
    if (!hasSid) debug('session ignored because of bogus req.sessionID %o', request.sessionID)
    const isSame = methods.originalId === session.id
    return {
      hasSid,
      isKnown: cookie.isKnown,
      isModified: !isSame || methods.originalText !== text,
      isSaved: isSame && methods.savedText === text,
      hasSaved: Boolean(methods.savedText),
      isPersistent: session.cookie.expires != null,
    }
  }

  /** Before headers that a body follows, only what changed is due; the rest is before the last byte. */
  dueOf(facts: Facts, text: string, isWhole: boolean): RecordDecision {
    if (this.#settledText === text) return 'skip'
    const record = decideRecord(facts, this.rules)
    if (isWhole || (record === 'save' && (facts.isModified || !facts.isKnown))) return record
    return 'skip'
  }

  /** Does what is due. What is saved early is tried once more before the last byte, where it fails. */
  settle(session: Session, text: string, due: RecordDecision, isEarly: boolean): MaybePromise<void> {
    const { cookie, record } = this.#of
    if (due === 'skip') return
    if (due === 'touch') {
      debug('touching')
      return record.isFresh ? undefined : record.renew(session)
    }
    cookie.touch(session)
    const early = isEarly ? JSON.stringify(session) : undefined
    return andThen(record.write(session, text), () => {
      this.#savedEarly = early
    })
  }

  /** Does what is due before the last byte, after the headers. */
  settleRest(session: Session): MaybePromise<void> {
    this.#of.cookie.touch(session)
    const text = dataText(session)
    const early = this.#savedEarly
    // An earlier save was of the cookie as well, which may have changed since.
    if (early !== undefined && early === JSON.stringify(session)) return
    const due = early === undefined ? this.dueOf(this.factsOf(session, text), text, true) : 'save'
    return this.settle(session, text, due, false)
  }

  /** Saves what the handler has written by now; the commit finds it done. */
  saveNow(): MaybePromise<void> {
    const { request, isLeftAlone } = this.#of
    const { session } = request
    if (!session || isLeftAlone) return
    const text = dataText(session)
    if (this.#settledText === text) return
    const due = decideRecord(this.factsOf(session, text), this.#of.settings)
    if (due === 'save' || (due === 'touch' && !this.#of.record.isFresh))
      return this.#store(session, text, due)
  }

  /** Renews the session now; what middleware before has changed is stored with it. */
  touchNow(session: Session): MaybePromise<void> {
    const { settings, methods } = this.#of
    const text = dataText(session)
    const isTouch = settings.store.touch && methods.originalText === text
    return this.#store(session, text, isTouch ? 'touch' : 'save')
  }

  /** Ends the session that a handler has unset, where the app says so. */
  endUnset(): MaybePromise<void> {
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

  #store(session: Session, text: string, due: 'save' | 'touch'): MaybePromise<void> {
    const { cookie, record } = this.#of
    cookie.touch(session)
    return andThen(due === 'save' ? record.write(session, text) : record.renew(session), () => {
      this.#settledText = text
    })
  }
}
