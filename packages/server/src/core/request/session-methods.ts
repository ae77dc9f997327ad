import { andThen } from '../../maybe-promise.ts'
import type { SessionOwner } from '../../session/session.ts'
import { SessionCookie } from '../../session/session-cookie.ts'
import { isNote } from '../carrier/rotation-note.ts'
import { gone } from '../record/errors.ts'
import type { LoadedSession } from '../record/loaded-session.ts'
import { updateStored, writeStored } from '../write/save.ts'
import type { RequestState } from './request-state.ts'

/** Carries out what handlers ask of `req.session`, one operation at a time. */
export class SessionMethods implements SessionOwner {
  private readonly state: RequestState
  private sessionCookie: SessionCookie | undefined

  constructor(state: RequestState) {
    this.state = state
  }

  get id(): string {
    return this.stay.id
  }

  get cookie(): SessionCookie {
    const { cookiePolicy, policy, request } = this.state
    this.sessionCookie ??= new SessionCookie(
      this.stay.lifetime,
      () => cookiePolicy.attributes(request.isSecure),
      () => policy.clock.now(),
      () => this.stay.expiresAt,
      policy.absoluteTimeout,
    )
    return this.sessionCookie
  }

  get expiresAt(): number {
    return this.stay.expiresAt
  }

  get endsAt(): number | null {
    return this.stay.endsAt
  }

  get isNew(): boolean {
    return this.stay.record === undefined
  }

  touch(): void {
    this.stay.isTouchAsked = true
  }

  save(): Promise<void> {
    return this.state.run((stay) => this.state.save(stay, stay.text(), { isRenewed: stay.isTouchAsked }))
  }

  reload(): Promise<void> {
    return this.state.run(({ credential }) => {
      if (credential === undefined) throw gone()
      return andThen(this.state.policy.store.read(credential.key), (record) => {
        if (record === undefined || isNote(record)) throw gone()
        this.state.stay = this.state.toStay({ ...credential, record })
      })
    })
  }

  regenerate(): Promise<void> {
    return this.state.run((stay) => {
      this.state.assertHeadersNotSent('regenerate()')
      return andThen(this.state.replace(stay), () => {
        this.state.isNewSidAsked = true
        this.state.stay = this.state.toStay(undefined)
      })
    })
  }

  rotate(): Promise<void> {
    return this.state.run((stay) => {
      this.state.assertHeadersNotSent('rotate()')
      this.state.isNewSidAsked = true
      // A session that is not stored yet gets its first sid when it is.
      return stay.record === undefined
        ? undefined
        : writeStored(this.state, stay, stay.text(), { isRotated: true })
    })
  }

  destroy(): Promise<void> {
    return this.state.run((stay) =>
      andThen(this.state.remove(stay), () => {
        this.state.fate = 'destroyed'
      }),
    )
  }

  update(change: (data: Record<string, unknown>) => unknown): Promise<void> {
    return this.state.run((stay) => updateStored(this.state, stay, change))
  }

  private get stay(): LoadedSession {
    return this.state.currentStay()
  }
}
