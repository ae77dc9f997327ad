import type { SessionView } from '@sojourn/contract'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { isPlainObject } from '../session/json.ts'
import { refill, Session, type SessionOwner } from '../session/session.ts'
import type { SessionRecord, Touched } from '../store/store.ts'
import { commitBeforeHeaders, commitBeforeLastByte } from './commit.ts'
import { gone } from './compare-and-set.ts'
import type { SessionContext } from './context.ts'
import { HandlerOperations } from './handler-operations.ts'
import { type HeaderEdits, noEdits, type ResponseFacts } from './request.ts'
import { RequestState } from './request-state.ts'
import { toView } from './view.ts'

/** The engine's half of a request, as adapters see it. */
export class EngineContext extends RequestState implements SessionContext<Session> {
  protected createOwner(): SessionOwner {
    return new HandlerOperations(this)
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
    this.fate = 'kept'
    const { session } = this.currentStay()
    if (value !== session) refill(session, { ...value })
  }

  peekView(): MaybePromise<SessionView> {
    this.isPeek = true
    return andThen(this.stored(), (stay) => toView(this.policy, stay))
  }

  touchView(): MaybePromise<SessionView> {
    return andThen(this.stored(), (stay) => {
      if (stay?.credential === undefined) return toView(this.policy, undefined)
      const { record } = stay
      return andThen(this.renew(stay.credential.key), (touched) => {
        if (touched === undefined || record === undefined) return toView(this.policy, undefined)
        stay.record = afterTouch(record, touched)
        return toView(this.policy, stay)
      })
    })
  }

  endView(): MaybePromise<SessionView> {
    return andThen(this.end(), (wasActive) => ({
      status: 'none',
      now: this.policy.clock.now(),
      ...(wasActive && { reason: 'signed-out' as const }),
    }))
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    if (!this.isInPath) return noEdits
    const edits = this.afterOperations(() => commitBeforeHeaders(this, response))
    // What handlers ask for from now on waits for the commit, and then sees the headers sent.
    if (isPromise(edits)) this.queue().hold(edits)
    return edits
  }

  commitRest(): MaybePromise<void> {
    return this.isInPath ? this.afterOperations(() => commitBeforeLastByte(this)) : undefined
  }

  private afterOperations<T>(next: () => MaybePromise<T>): MaybePromise<T> {
    const pending = this.operations?.pending
    return pending === undefined ? next() : pending.then(next)
  }
}

/** The record as this request knows it, renewed. Its version is only ours to take where nobody else wrote between. */
function afterTouch(record: SessionRecord, touched: Touched): SessionRecord {
  const { expiresAt, endsAt, idleTimeout, persistent } = touched
  const version = touched.version === record.version + 1 ? touched.version : record.version
  return { ...record, expiresAt, endsAt, idleTimeout, persistent, version }
}
