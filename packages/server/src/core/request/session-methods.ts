import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { SessionCookie } from '../../session/session-cookie.ts'
import type { SessionOwner } from '../../session/session-owner.ts'
import { isNote } from '../carrier/rotation-note.ts'
import { gone } from '../record/errors.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { updateSession, writeSession } from '../write/save.ts'
import type { RequestState } from './request-state.ts'

/** Carries out what handlers ask of `req.session`, one operation at a time. */
export class SessionMethods implements SessionOwner {
  private readonly state: RequestState
  private sessionCookie: SessionCookie | undefined = undefined

  constructor(state: RequestState) {
    this.state = state
  }

  get id(): string {
    return this.session.id
  }

  get cookie(): SessionCookie {
    const { cookies, policy } = this.state
    this.sessionCookie ??= new SessionCookie(
      this.session.lifetime,
      () => cookies.policy.attributes(cookies.request.isSecure),
      () => policy.clock.now(),
      () => this.session.expiresAt,
      policy.absoluteTimeout,
    )
    return this.sessionCookie
  }

  get expiresAt(): number {
    return this.session.expiresAt
  }

  get endsAt(): number | null {
    return this.session.endsAt
  }

  get isNew(): boolean {
    return this.session.record === undefined
  }

  touch(): void {
    this.session.isTouchAsked = true
  }

  save(): Promise<void> {
    return this.run((session) => this.state.save(session, session.text(), session.isTouchAsked))
  }

  reload(): Promise<void> {
    return this.run(({ credential }) => {
      if (credential === undefined) throw gone()
      return andThen(this.state.policy.store.read(credential.key), (record) => {
        if (record === undefined || isNote(record)) throw gone()
        this.state.reloaded({ ...credential, record, position: -1, origin: undefined })
      })
    })
  }

  regenerate(): Promise<void> {
    return this.run((session) => {
      this.state.cookies.assertHeadersNotSent('regenerate()')
      return this.state.regenerate(session)
    })
  }

  rotate(): Promise<void> {
    return this.run((session) => {
      this.state.cookies.assertHeadersNotSent('rotate()')
      this.state.noteSidAsked()
      // A session that is not stored yet gets its first sid when it is.
      if (session.record === undefined) return
      const text = session.text()
      return this.state.take(writeSession(this.state, session, text, { isRotated: true }), session, text)
    })
  }

  destroy(): Promise<void> {
    return this.run((session) => this.state.destroy(session))
  }

  update(change: (data: Record<string, unknown>) => unknown): Promise<void> {
    return this.run((session) => {
      const text = session.text()
      return this.state.take(updateSession(this.state, session, text, change), session, text)
    })
  }

  async storedKey(): Promise<string> {
    await this.run((session) => {
      const text = session.text()
      return this.isNew || session.isModified(text) ? this.state.save(session, text, false) : undefined
    })
    const { credential } = this.session
    if (credential === undefined) throw gone()
    return credential.key
  }

  /** Runs an operation after those that were asked for before. */
  private run(operation: (session: LoadedSession) => MaybePromise<void>): Promise<void> {
    return this.state.operations.run(() => {
      if (this.state.holding === 'destroyed') throw gone()
      return operation(this.session)
    })
  }

  private get session(): LoadedSession {
    return this.state.currentSession()
  }
}
