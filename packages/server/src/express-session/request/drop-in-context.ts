import type { SessionView } from '@sojourn/contract'
import type { Next } from '../../adapters/node/middleware.ts'
import { systemClock } from '../../clock.ts'
import { ofStay, withAnnouncement } from '../../core/request/announcement.ts'
import type { SessionContext } from '../../core/request/context.ts'
import type { HeaderEdits, ResponseFacts } from '../../core/request/request.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { noticed } from '../../session/noticed-promise.ts'
import { keeperKey, type Session, type SessionKeeper, type SessionRequest } from '../session.ts'
import type { Settings } from '../settings.ts'
import { stayOf, toView } from '../to-view.ts'
import { Lifecycle } from './lifecycle.ts'
import { RequestSession } from './load.ts'
import { Saving } from './saving.ts'
import type { SessionMethods } from './session-methods.ts'

/** One request's use of the session, as the adapter, the endpoints and the session itself see it. */
export class DropInContext implements SessionContext<Session>, SessionKeeper {
  readonly loadsAhead = true
  /** The middleware takes no other request. */
  readonly isInPath = true
  /** As express-session has it. */
  readonly endsOnce = true
  readonly settings: Settings
  readonly #request: SessionRequest
  readonly #session: RequestSession
  readonly #saving: Saving
  readonly #lifecycle: Lifecycle
  #hasAnnounced = false

  /** `next` hears of what fails when the response is on its way already. */
  constructor(settings: Settings, request: SessionRequest, next: Next = () => {}) {
    this.settings = settings
    this.#request = request
    this.#session = new RequestSession(settings, request)
    this.#saving = new Saving(this.#session)
    this.#lifecycle = new Lifecycle(this.#session, this.#saving, next)
    request[keeperKey] = this
  }

  get operations(): SessionMethods {
    return this.#session.methods
  }

  get current(): unknown {
    return this.#session.current
  }

  set current(session: unknown) {
    this.#session.current = session
  }

  generated(): void {
    this.#session.record.forget()
  }

  load(): MaybePromise<void> {
    return this.#session.load()
  }

  getSession(): Session | null | undefined {
    return this.#request.session
  }

  setSession(value: unknown): void {
    Object.assign(this.#request, { session: value })
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const edits = this.#lifecycle.commit(response)
    if (this.settings.announce === false) return edits
    return andThen(edits, (others) => {
      // What is committed once more has nothing to add.
      if (this.#hasAnnounced) return others
      this.#hasAnnounced = true
      return withAnnouncement(others, this.#announcement(others), response)
    })
  }

  editsAfterFailure(): HeaderEdits {
    return this.#lifecycle.editsAfterFailure()
  }

  commitRest(): MaybePromise<void> {
    return this.#lifecycle.commitRest()
  }

  retire(): MaybePromise<void> {
    return this.#lifecycle.retire()
  }

  peekView(): MaybePromise<SessionView> {
    this.#saving.isQuiet = true
    return andThen(this.load(), () => this.#view())
  }

  touchView(): MaybePromise<SessionView> {
    return andThen(this.#loadAndSave(), () => {
      const { session } = this.#request
      if (!session || !this.#session.record.isStored) {
        this.#saving.isQuiet = true
        return this.#view()
      }
      this.#session.cookie.touch(session)
      this.#lifecycle.isCookieAsked = session.cookie.expires != null
      return andThen(this.#saving.touchNow(session), () => this.#view())
    })
  }

  endView(): MaybePromise<SessionView> {
    return andThen(this.#loadAndSave(), () => {
      const { record } = this.#session
      const { session, sessionID } = this.#request
      const wasActive = Boolean(session) && record.isStored
      return andThen(wasActive ? record.end(String(sessionID)) : undefined, () => {
        this.#session.isLeftAlone = true
        delete this.#request.session
        const none = { status: 'none', now: systemClock.now() } as const
        return wasActive ? { ...none, reason: 'signed-out' as const } : none
      })
    })
  }

  savedView(): Promise<SessionView> {
    return noticed(this.#savedView())
  }

  async #savedView(): Promise<SessionView> {
    await this.#loadAndSave()
    const { session } = this.#request
    if (session && !this.#session.isLeftAlone) await this.#saving.saveNow(session)
    return this.#view()
  }

  /** Of what was stored before the headers; nothing where that failed, or the cookie says as much as before. */
  #announcement({ setCookie }: HeaderEdits): string | undefined {
    const { record, isLeftAlone } = this.#session
    if (this.#lifecycle.hasFailed) return undefined
    if (record.hasEnded) return 'none'
    if (isLeftAlone) return undefined
    if (!record.isStored) return setCookie === undefined ? 'none' : undefined
    // Nor is a session looked at that nobody else has.
    const session = setCookie && this.#request.session
    if (!session) return undefined
    const now = systemClock.now()
    const { id, expiresAt } = stayOf(session, now)
    return ofStay(id, Math.max(0, expiresAt - now))
  }

  /** Saves that the handler asked for come first: the session may have a new sid by then. */
  #loadAndSave(): MaybePromise<void> {
    return andThen(this.load(), () => this.#session.methods.saving)
  }

  #view(): SessionView {
    return toView(this.#session.record.isStored ? this.#request.session : undefined, this.settings)
  }
}
