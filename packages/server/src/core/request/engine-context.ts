import type { SessionView } from '@sojourn/contract'
import { SessionError } from '../../errors.ts'
import { andThen, isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { isPlainObject } from '../../session/json.ts'
import { replaceData, Session, type SessionOwner } from '../../session/session.ts'
import type { SessionRecord, Touched } from '../../store/store.ts'
import { unlessNote } from '../carrier/rotation-note.ts'
import { gone } from '../record/errors.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { toView } from '../record/view.ts'
import { commitBeforeHeaders, commitBeforeLastByte, editsAfterFailure, settle } from './commit.ts'
import type { SessionContext } from './context.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from './request.ts'
import { RequestState } from './request-state.ts'
import { SessionMethods } from './session-methods.ts'

/** The engine's half of a request, as adapters see it. */
export class EngineContext extends RequestState implements SessionContext<Session> {
  protected createOwner(): SessionOwner {
    return new SessionMethods(this)
  }

  getSession(): Session | null | undefined {
    if (!this.isInPath || this.fate === 'destroyed') return undefined
    return this.fate === 'unset' ? null : this.currentStay().session
  }

  setSession(value: unknown): void {
    if (value === null || value === undefined) {
      if (this.fate === 'kept') this.fate = 'unset'
      return
    }
    if (!(value instanceof Session) && !isPlainObject(value)) {
      throw new SessionError(
        'not-json',
        `req.session got a ${typeof value}; it takes a plain object of data, or null to unset it.`,
      )
    }
    if (this.fate === 'destroyed') throw gone()
    const { session } = this.currentStay()
    if (value !== session) replaceData(session, { ...value })
    this.fate = 'kept'
  }

  peekView(): MaybePromise<SessionView> {
    this.isPeek = true
    return andThen(this.stored(), (stay) => toView(this.policy, stay?.record))
  }

  touchView(): MaybePromise<SessionView> {
    return this.afterOperations(() => this.touchStored())
  }

  private touchStored(): MaybePromise<SessionView> {
    return andThen(this.stored(), (stay) => {
      if (stay?.credential === undefined || stay.record === undefined) return toView(this.policy, undefined)
      // What middleware before has changed is stored with it: the answer names the stay as it is then.
      const text = stay.isRead ? stay.text() : undefined
      if (text !== undefined && stay.isModified(text)) {
        return andThen(this.save(stay, text, { isRenewed: true }), () => toView(this.policy, stay.record))
      }
      const { credential } = stay
      return andThen(this.renew(credential.key), (touched) =>
        touched === undefined ? toView(this.policy, undefined) : this.touchedView(stay, touched),
      )
    })
  }

  private touchedView(stay: LoadedSession, touched: Touched): MaybePromise<SessionView> {
    const { record, credential } = stay
    if (record === undefined || credential === undefined) return toView(this.policy, undefined)
    const isNewest = touched.version === record.version + 1
    stay.record = renewed(record, touched, isNewest ? touched.version : record.version)
    if (isNewest) return toView(this.policy, stay.record)
    // Somebody wrote since the load: the view has to show it, and this request's record must not pass for it.
    return andThen(this.policy.store.read(credential.key), (newest) => {
      const live = unlessNote(newest)
      // It has ended or moved meanwhile: its cookie must not be sent once more.
      if (live === undefined) this.hasGone = true
      return toView(this.policy, live)
    })
  }

  savedView(): Promise<SessionView> {
    return this.queue().run(() =>
      andThen(this.stored(), () => {
        const facts = { status: 200, cacheControl: undefined, isActivity: !this.headersAreSent }
        return andThen(settle(this, facts), () => this.settledView())
      }),
    )
  }

  private settledView(): MaybePromise<SessionView> {
    const { stay, renewed } = this
    if (this.fate === 'destroyed' || this.hasGone || stay?.record === undefined) {
      return toView(this.policy, undefined)
    }
    stay.isSettled = true
    stay.isTouchAsked = false
    const isTouched = renewed !== undefined && renewed.version > stay.record.version
    return isTouched ? this.touchedView(stay, renewed) : toView(this.policy, stay.record)
  }

  endView(): MaybePromise<SessionView> {
    const ended = this.afterOperations(() => this.end())
    return andThen(ended, (wasActive) => {
      // Nor is stored what this request has begun and not saved yet.
      this.fate = 'destroyed'
      const none = { status: 'none', now: this.policy.clock.now() } as const
      return wasActive ? { ...none, reason: 'signed-out' as const } : none
    })
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    if (!this.isInPath || this.headersAreSettled) return noEdits
    const pending = this.operations?.pending
    const edits =
      pending === undefined
        ? commitBeforeHeaders(this, response)
        : pending.then(() => commitBeforeHeaders(this, response))
    // What handlers ask for from now on waits for the commit, and then sees the headers sent.
    if (isPromise(edits)) this.queue().hold(edits, this)
    return edits
  }

  editsAfterFailure(response: ResponseFacts): MaybePromise<HeaderEdits> {
    return this.isInPath ? editsAfterFailure(this, response) : noEdits
  }

  /** A session that is about to move must not be touched or ended where it was. */
  private afterOperations<T>(step: () => MaybePromise<T>): MaybePromise<T> {
    const pending = this.operations?.pending
    return pending === undefined ? step() : pending.then(step)
  }

  commitRest(): MaybePromise<void> {
    if (!this.isInPath) return
    const pending = this.operations?.pending
    return pending === undefined ? commitBeforeLastByte(this) : pending.then(() => commitBeforeLastByte(this))
  }
}

function renewed(record: SessionRecord, touched: Touched, version: number): SessionRecord {
  const { expiresAt, endsAt, idleTimeout, persistent } = touched
  return { ...record, expiresAt, endsAt, idleTimeout, persistent, version }
}
