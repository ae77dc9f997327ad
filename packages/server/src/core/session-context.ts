import type { SessionView } from '@sojourn/contract'
import { cookieValues } from '../cookie/parse.ts'
import { pathMatches } from '../cookie/path-match.ts'
import { clearCookie, setCookie } from '../cookie/set-cookie.ts'
import { signId } from '../cookie/signed-id.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../maybe-promise.ts'
import { isPlainObject } from '../session/json.ts'
import { refill, Session, type SessionOwner } from '../session/session.ts'
import { SessionCookie } from '../session/session-cookie.ts'
import type { Lifetime, Touched } from '../store/store.ts'
import { isPubliclyCacheable } from './cache-headers.ts'
import { gone } from './compare-and-set.ts'
import type { SessionContext } from './context.ts'
import type { CookiePolicy } from './cookie-policy.ts'
import { decide } from './decision.ts'
import { editsWithCookie, editsWithoutCookie } from './header-edits.ts'
import { touchedAgo } from './lifetime.ts'
import { type Credential, type Found, find, toCredentialFrom } from './lookup.ts'
import { type Operations, operations } from './operations.ts'
import type { Policy } from './policy.ts'
import { type HeaderEdits, noEdits, type ResponseFacts, type SessionRequest } from './request.ts'
import { createStored, type Saving, updateStored, type WriteOptions, writeStored } from './save.ts'
import { Stay } from './stay.ts'
import type { TouchThrottle } from './touch-throttle.ts'
import { toView } from './view.ts'

/** How much longer than its record a cookie lives beyond `touchAfter`: the server alone ends stays. */
const cookieMargin = 60_000

/** What a handler did to `req.session` as a whole. */
type Fate = 'kept' | 'unset' | 'destroyed'

/** The engine's half of a request. Adapters see it as a `SessionContext`, handlers through `req.session`. */
export class EngineContext implements SessionContext<Session>, SessionOwner, Saving {
  readonly policy: Policy
  readonly request: SessionRequest
  readonly loadsAhead: boolean

  private readonly throttle: TouchThrottle
  private readonly isInPath: boolean
  private readonly cookiePolicy: CookiePolicy
  private values: string[] | undefined
  private stay: Stay | undefined
  private loading: MaybePromise<void> = undefined
  private hasLoaded = false
  /** Whether the request only asks how the session is: that is no activity, or a polling tab would keep a stay alive. */
  private isPeek = false
  private loadError: unknown
  private fate: Fate = 'kept'
  private headersAreSent = false
  private isCookieDue = false
  private renewed: Lifetime | undefined
  private mustClearCookie = false
  /** The sid of a session that was touched without being read. */
  private unreadSid: string | undefined
  private operations: Operations | undefined
  private sessionCookie: SessionCookie | undefined

  constructor(policy: Policy, throttle: TouchThrottle, request: SessionRequest) {
    this.policy = policy
    this.throttle = throttle
    this.request = request
    this.cookiePolicy = policy.cookie(request.raw)
    this.isInPath = pathMatches(request.path, this.cookiePolicy.path)
    this.loadsAhead = this.isInPath && policy.loadsAhead
  }

  load(): MaybePromise<void> {
    if (this.hasLoaded || !this.isInPath) return
    if (this.loading !== undefined) return this.loading
    this.loading = recover(
      () =>
        andThen(find(this.cookies(), this.policy), (found) => {
          this.hasLoaded = true
          this.stay = found && this.stayOf(found)
        }),
      (error) => {
        this.hasLoaded = true
        this.loadError = error
        if (this.policy.onLoadError === 'next') throw error
      },
    )
    return this.loading
  }

  getSession(): Session | null | undefined {
    if (!this.isInPath || this.fate !== 'kept') return this.fate === 'unset' ? null : undefined
    return this.currentStay().session
  }

  setSession(value: unknown): void {
    if (value === null || value === undefined) {
      if (this.fate === 'kept') this.fate = 'unset'
      return
    }
    if (!(value instanceof Session) && !isPlainObject(value)) {
      throw new SessionError(
        'not-json',
        `req.session got ${typeof value}; it takes a plain object, or null to unset it.`,
      )
    }
    if (this.fate === 'destroyed') throw gone()
    this.fate = 'kept'
    const { session } = this.currentStay()
    if (value !== session) refill(session, { ...value })
  }

  commit(response: ResponseFacts): MaybePromise<HeaderEdits> {
    if (!this.isInPath) return noEdits
    const pending = this.operations?.pending
    const edits = pending === undefined ? this.finish(response) : pending.then(() => this.finish(response))
    if (isPromise(edits)) this.operations?.hold(edits)
    return edits
  }

  commitRest(): MaybePromise<void> {
    if (!this.isInPath) return
    const pending = this.operations?.pending
    return pending === undefined ? this.finishRest() : pending.then(() => this.finishRest())
  }

  // What handlers ask for through `req.session`.

  get id(): string {
    return this.currentStay().id
  }

  get cookie(): SessionCookie {
    const stay = this.currentStay()
    this.sessionCookie ??= new SessionCookie(
      stay.lifetime,
      () => this.cookiePolicy.attributes(this.request.isSecure),
      () => this.policy.clock.now(),
      () => stay.expiresAt,
    )
    return this.sessionCookie
  }

  get expiresAt(): number {
    return this.currentStay().expiresAt
  }

  get endsAt(): number | null {
    return this.currentStay().endsAt
  }

  get isNew(): boolean {
    return this.currentStay().record === undefined
  }

  touch(): void {
    this.currentStay().isTouchAsked = true
  }

  save(): Promise<void> {
    return this.run((stay) => this.store(stay, stay.text(), { isRenewed: stay.isTouchAsked }))
  }

  reload(): Promise<void> {
    return this.run(({ credential }) => {
      if (credential === undefined) throw gone()
      return andThen(this.policy.store.read(credential.key), (record) => {
        if (record === undefined) throw gone()
        this.replaceStay(this.stayOf({ ...credential, record }))
      })
    })
  }

  regenerate(): Promise<void> {
    return this.run((stay) => {
      this.assertHeadersNotSent('regenerate()')
      return andThen(this.remove(stay), () => this.replaceStay(this.stayOf(undefined)))
    })
  }

  rotate(): Promise<void> {
    return this.run((stay) => {
      this.assertHeadersNotSent('rotate()')
      // A session that is not stored yet gets its first sid when it is.
      if (stay.record === undefined) return
      return writeStored(this, stay, stay.text(), { isRotated: true })
    })
  }

  destroy(): Promise<void> {
    return this.run((stay) =>
      andThen(this.remove(stay), () => {
        this.fate = 'destroyed'
      }),
    )
  }

  update(change: (data: Record<string, unknown>) => unknown): Promise<void> {
    return this.run((stay) => updateStored(this, stay, change))
  }

  // What saving asks of the request.

  assertCookieReaches(operation: string): void {
    this.assertHeadersNotSent(operation)
    if (!this.cookiePolicy.isSecureRequired || this.request.isSecure) return
    throw new SessionError(
      'insecure-connection',
      `${operation} needs a Secure cookie, and this connection does not count as secure: the browser would drop it. Use https, set the option \`proxy\` (or Express' "trust proxy") behind a proxy that ends TLS, or set \`cookie.secure\` to "auto".`,
    )
  }

  onNewSid(): void {
    this.isCookieDue = true
  }

  // What endpoints ask for.

  peekView(): MaybePromise<SessionView> {
    this.isPeek = true
    return andThen(this.stored(), (stay) => toView(this.policy, stay))
  }

  touchView(): MaybePromise<SessionView> {
    return andThen(this.stored(), (stay) => {
      if (stay?.credential === undefined) return toView(this.policy, undefined)
      const { credential, record } = stay
      return andThen(this.touchStored(credential.key), (touched) => {
        if (touched !== undefined && record !== undefined) stay.record = { ...record, ...touched }
        return toView(this.policy, touched === undefined ? undefined : stay)
      })
    })
  }

  endView(): MaybePromise<SessionView> {
    return andThen(this.endStored(), (wasActive) => ({
      status: 'none',
      now: this.policy.clock.now(),
      ...(wasActive && { reason: 'signed-out' as const }),
    }))
  }

  /** The stored session, if there is one; loads it if need be. */
  private stored(): MaybePromise<Stay | undefined> {
    return andThen(this.load(), () => {
      if (this.loadError !== undefined) throw this.loadError
      return this.fate !== 'destroyed' && this.stay?.record !== undefined ? this.stay : undefined
    })
  }

  /** Ends the stored session; says whether there was one. */
  private endStored(): MaybePromise<boolean> {
    return andThen(this.stored(), (stay) => {
      if (stay === undefined) return false
      return andThen(this.remove(stay), () => {
        this.fate = 'destroyed'
        return true
      })
    })
  }

  private cookies(): string[] {
    this.values ??= cookieValues(this.request.cookieHeader, this.cookieName)
    return this.values
  }

  private get cookieName(): string {
    return this.cookiePolicy.name(this.request.isSecure)
  }

  private stayOf(found: Found | undefined): Stay {
    return new Stay(this, this.policy, this.cookiePolicy, found, this.policy.clock.now())
  }

  private replaceStay(stay: Stay): void {
    this.stay = stay
    this.sessionCookie = undefined
  }

  private currentStay(): Stay {
    if (this.stay !== undefined) return this.stay
    if (!this.hasLoaded) {
      if (this.loadsAhead || this.policy.lazy) throw notLoaded()
      this.load()
    }
    if (this.loadError !== undefined) throw this.loadError
    this.stay ??= this.stayOf(undefined)
    return this.stay
  }

  private run(operation: (stay: Stay) => MaybePromise<void>): Promise<void> {
    this.operations ??= operations()
    return this.operations.run(() => {
      if (this.fate === 'destroyed') throw gone()
      return operation(this.currentStay())
    })
  }

  private assertHeadersNotSent(operation: string): void {
    if (!this.headersAreSent) return
    throw new SessionError(
      'headers-sent',
      `${operation} needs to set a cookie, and the response's headers have been sent. Do it before the first byte of the body.`,
    )
  }

  private store(stay: Stay, text: string, options: WriteOptions): MaybePromise<void> {
    if (stay.record === undefined) return createStored(this, stay, text)
    return andThen(writeStored(this, stay, text, options), () => {
      if (options.isRenewed && stay.record !== undefined) this.renewed = stay.record
    })
  }

  private remove(stay: Stay): MaybePromise<void> {
    this.isCookieDue = false
    this.renewed = undefined
    if (stay.credential === undefined) return
    return andThen(this.policy.store.delete(stay.credential.key), () => {
      this.mustClearCookie = true
    })
  }

  private touchStored(key: string): MaybePromise<Touched | undefined> {
    const now = this.policy.clock.now()
    return andThen(this.policy.store.touch(key, now), (touched) => {
      if (touched === undefined) return undefined
      this.throttle.note(key, now)
      this.renewed = touched
      return touched
    })
  }

  /** Whether the request renews a stay that is due: it is the person's, and its response may carry a cookie. */
  private isActivity(response: ResponseFacts): boolean {
    const { rolling, activity } = this.policy
    if (this.isPeek || rolling === false || isPubliclyCacheable(response)) return false
    return activity === undefined || activity(this.request.raw)
  }

  private finish(response: ResponseFacts): MaybePromise<HeaderEdits> {
    this.operations?.throwIgnored()
    return andThen(this.settle(response), () => {
      this.headersAreSent = true
      return this.edits(response)
    })
  }

  /** Does what the decision says. */
  private settle(response: ResponseFacts): MaybePromise<void> {
    const { policy } = this
    if (this.fate === 'destroyed') return
    if (this.fate === 'unset')
      return policy.unset === 'destroy' ? andThen(this.endStored(), () => {}) : undefined
    if (this.stay?.isRead) return this.settleRead(this.stay, response)
    const mustRead = policy.resave || policy.saveUninitialized || policy.rolling === 'always'
    if (mustRead) return andThen(this.load(), () => this.settleRead(this.currentStay(), response))
    return this.settleUnread(response)
  }

  private settleRead(stay: Stay, response: ResponseFacts): MaybePromise<void> {
    const { policy } = this
    const text = stay.text()
    const { record } = stay
    const ago = record === undefined ? 0 : touchedAgo(record, policy.clock.now())
    const isDue = record !== undefined && ago >= policy.touchAfter(record.idleTimeout)
    const isActivity = isDue && this.isActivity(response)
    const decision = decide(
      {
        isStored: record !== undefined,
        isModified: stay.isModified(text),
        isTouchAsked: stay.isTouchAsked,
        isRenewalDue: isActivity,
      },
      policy,
    )
    switch (decision) {
      case 'create':
      case 'write':
        return this.store(stay, text, { isRenewed: stay.isTouchAsked || isActivity })
      case 'touch':
        return stay.credential && andThen(this.touchStored(stay.credential.key), () => {})
      case 'skip':
        return
    }
  }

  /** A request that never read its session is activity too, and costs no read: at most one throttled touch. */
  private settleUnread(response: ResponseFacts): MaybePromise<void> {
    const { policy, stay } = this
    if (stay?.record !== undefined && stay.credential !== undefined) {
      const isDue = touchedAgo(stay.record, policy.clock.now()) >= policy.touchAfter(stay.record.idleTimeout)
      return isDue && this.isActivity(response) ? this.touchImplicitly(stay.credential) : undefined
    }
    if (this.hasLoaded) return
    const values = this.cookies()
    const value = values[0]
    if (value === undefined || !this.isActivity(response)) return
    // Which of several cookies is live only the store can tell.
    if (values.length > 1) return andThen(this.load(), () => this.settleUnread(response))
    return andThen(toCredentialFrom(value, policy), (credential) => {
      if (credential === undefined) return
      const ago = this.throttle.touchedAgo(credential.key, policy.clock.now())
      if (ago < policy.touchAfter(policy.idleTimeout(this.cookiePolicy))) return
      this.unreadSid = credential.sid
      return this.touchImplicitly(credential)
    })
  }

  /** A failed or slow implicit touch never fails a response. */
  private touchImplicitly({ key }: Credential): MaybePromise<void> {
    return recover(
      () => andThen(this.touchStored(key), () => {}),
      () => {},
    )
  }

  private edits(response: ResponseFacts): MaybePromise<HeaderEdits> {
    const isRead = this.stay?.isRead ?? false
    const cookie = this.cookieToSend()
    const withCookie =
      cookie === undefined
        ? editsWithoutCookie(isRead, response)
        : andThen(cookie, (text) => editsWithCookie(text, isRead, response))
    const announcement = this.policy.announce ? this.announcement() : undefined
    return announcement === undefined
      ? withCookie
      : andThen(withCookie, (edits) => ({ ...edits, announcement }))
  }

  /** The `Set-Cookie` of this response, if it needs one. */
  private cookieToSend(): MaybePromise<string> | undefined {
    const { policy, request, cookiePolicy, stay, renewed } = this
    const sid = stay?.credential?.sid ?? this.unreadSid
    const lifetime = renewed ?? stay?.record
    const isAlways = policy.rolling === 'always' && stay?.record !== undefined
    if (sid !== undefined && lifetime !== undefined && this.fate === 'kept') {
      const isExtended = renewed?.persistent === true
      if (this.isCookieDue || isExtended || isAlways) {
        const left = lifetime.expiresAt - policy.clock.now()
        const maxAge = lifetime.persistent
          ? left + policy.touchAfter(lifetime.idleTimeout) + cookieMargin
          : undefined
        return andThen(signId(sid, policy.signers), (value) =>
          setCookie(this.cookieName, value, cookiePolicy.attributes(request.isSecure), maxAge),
        )
      }
    }
    if (!this.mustClearCookie || (stay?.record !== undefined && this.fate === 'kept')) return undefined
    return clearCookie(this.cookieName, cookiePolicy.attributes(request.isSecure))
  }

  private announcement(): string | undefined {
    if (this.renewed !== undefined && this.fate === 'kept') {
      return `active; max-age=${this.renewed.expiresAt - this.policy.clock.now()}`
    }
    const isNone =
      this.fate !== 'kept' ||
      (this.stay?.record === undefined && (this.hasLoaded || this.cookies().length === 0))
    return isNone ? 'none' : undefined
  }

  private finishRest(): MaybePromise<void> {
    this.operations?.throwIgnored()
    const { stay } = this
    if (this.fate === 'unset' && this.policy.unset === 'destroy') return andThen(this.endStored(), () => {})
    if (this.fate !== 'kept' || stay === undefined || !stay.isRead) return
    const text = stay.text()
    return stay.isModified(text) ? this.store(stay, text, {}) : undefined
  }
}

function notLoaded(): SessionError {
  return new SessionError(
    'not-loaded',
    'req.session was read before the session was loaded. With the option `lazy`, call `await loadSession(req)` first.',
  )
}
