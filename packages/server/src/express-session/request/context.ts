import type { SessionView } from '@sojourn/contract'
import { systemClock } from '../../clock.ts'
import { ofStay, withAnnouncement } from '../../core/request/announcement.ts'
import type { SessionContext } from '../../core/request/context.ts'
import type { HeaderEdits, ResponseFacts } from '../../core/request/request.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { noticed } from '../../session/noticed-promise.ts'
import { dataText } from '../data-text.ts'
import type { Session } from '../session.ts'
import { stayOf, toView } from '../view.ts'
import { decideRecord } from './decision.ts'
import { Lifecycle } from './lifecycle.ts'

/** One request's use of the session, as the adapter and the endpoints see it. */
export class DropInContext extends Lifecycle implements SessionContext<Session> {
  readonly loadsAhead = true
  /** The middleware takes no other request. */
  readonly isInPath = true
  #hasAnnounced = false

  override commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const edits = super.commit(response)
    if (this.policy.announce === false) return edits
    return andThen(edits, (others) => {
      // What is committed once more has nothing to add.
      if (this.#hasAnnounced) return others
      this.#hasAnnounced = true
      return withAnnouncement(others, this.#announcement(others), response)
    })
  }

  getSession(): Session | null | undefined {
    return this.request.session
  }

  setSession(value: unknown): void {
    Object.assign(this.request, { session: value })
  }

  peekView(): MaybePromise<SessionView> {
    this.isQuiet = true
    return andThen(this.load(), () => this.#view())
  }

  touchView(): MaybePromise<SessionView> {
    return andThen(this.#loadAndSave(), () => {
      const { session } = this.request
      if (!session || !this.isStored) {
        this.isQuiet = true
        return this.#view()
      }
      this.touch(session)
      const text = dataText(session)
      this.isCookieAsked = session.cookie.expires != null
      // What middleware before has changed is stored with it.
      const isTouch = this.policy.store.touch && text === this.originalText
      const renewed = isTouch ? this.renew(session) : this.write(session, text)
      return andThen(renewed, () => {
        this.settledText = text
        return this.#view()
      })
    })
  }

  endView(): MaybePromise<SessionView> {
    return andThen(this.#loadAndSave(), () => {
      const { request } = this
      const wasActive = Boolean(request.session) && this.isStored
      const ended = wasActive ? this.end(String(request.sessionID)) : undefined
      return andThen(ended, () => {
        this.isLeftAlone = true
        delete request.session
        const none = { status: 'none', now: systemClock.now() } as const
        return wasActive ? { ...none, reason: 'signed-out' as const } : none
      })
    })
  }

  savedView(): Promise<SessionView> {
    return noticed(this.#save().then(() => this.#view()))
  }

  async #save(): Promise<void> {
    await this.#loadAndSave()
    const { session } = this.request
    if (!session || this.isLeftAlone) return
    const text = dataText(session)
    const record = this.settledText === text ? 'skip' : decideRecord(this.facts(session, text), this.policy)
    if (record === 'skip' || (record === 'touch' && this.isFresh)) return
    this.touch(session)
    await (record === 'save' ? this.write(session, text) : this.renew(session))
    this.settledText = text
  }

  /** Of what was stored before the headers; nothing where that failed, or the cookie says as much as before. */
  #announcement({ setCookie }: HeaderEdits): string | undefined {
    if (this.hasFailed) return undefined
    if (this.hasEnded) return 'none'
    if (this.isLeftAlone) return undefined
    if (!this.isStored) return setCookie === undefined ? 'none' : undefined
    // Nor is a session looked at that nobody else has.
    const session = setCookie && this.request.session
    if (!session) return undefined
    const now = systemClock.now()
    const { id, expiresAt } = stayOf(session, now)
    return ofStay(id, Math.max(0, expiresAt - now))
  }

  /** Saves that the handler asked for come first: the session may have a new sid by then. */
  #loadAndSave(): MaybePromise<void> {
    return andThen(this.load(), () => this.saving)
  }

  #view(): SessionView {
    return toView(this.isStored ? this.request.session : undefined, this.policy)
  }
}
