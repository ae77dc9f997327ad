import type { SessionView } from '@sojourn/contract'
import { systemClock } from '../clock.ts'
import type { SessionContext } from '../core/context.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { dataText } from './data-text.ts'
import { Exchange } from './exchange.ts'
import type { Session } from './session.ts'
import { toView } from './view.ts'

/** One request's use of the session, as the adapter and the endpoints see it. */
export class DropInContext extends Exchange implements SessionContext<Session> {
  readonly loadsAhead = true

  getSession(): Session | null | undefined {
    return this.request.session
  }

  setSession(value: unknown): void {
    Object.assign(this.request, { session: value })
  }

  peekView(): MaybePromise<SessionView> {
    this.isLeftAlone = true
    return andThen(this.load(), () => this.#view())
  }

  touchView(): MaybePromise<SessionView> {
    return andThen(this.load(), () => {
      const { session } = this.request
      if (!session || !this.isKnown) {
        this.isLeftAlone = true
        return this.#view()
      }
      this.touch(session)
      const text = dataText(session)
      this.settledText = text
      this.isCookieAsked = session.cookie.expires != null
      const renewed = this.policy.store.touch ? this.renew(session) : this.write(session, text)
      return andThen(renewed, () => this.#view())
    })
  }

  endView(): MaybePromise<SessionView> {
    return andThen(this.load(), () => {
      const { request } = this
      const wasActive = Boolean(request.session) && this.isKnown
      this.isLeftAlone = true
      const ended = wasActive ? this.end(String(request.sessionID)) : undefined
      return andThen(ended, () => {
        delete request.session
        const none = { status: 'none', now: systemClock.now() } as const
        return wasActive ? { ...none, reason: 'signed-out' as const } : none
      })
    })
  }

  #view(): SessionView {
    return toView(this.isKnown ? this.request.session : undefined, this.policy)
  }
}
