import { cookieValues, mostCandidates } from '../../cookie/parse.ts'
import { pathMatches } from '../../cookie/path-match.ts'
import type { CookiePolicy } from '../options/cookie-policy.ts'
import type { Policy } from '../options/policy.ts'
import { headersSent, insecureConnection } from './errors.ts'
import type { SessionRequest } from './session-request.ts'
import type { TouchThrottle } from './touch-throttle.ts'

/** The cookies that a request came with, and whether its response can still set one. */
export abstract class RequestCookies {
  readonly policy: Policy
  readonly request: SessionRequest
  readonly throttle: TouchThrottle
  readonly cookiePolicy: CookiePolicy
  /** Whether the cookie belongs to the path of the request; without that there is no session here. */
  readonly isInPath: boolean

  /** The headers have left: no cookie can be set any more. */
  headersAreSent = false
  /** What the headers say is decided. */
  headersAreSettled = false

  private values: readonly string[] | undefined
  /** How many of them came under the name of a secure connection, where a plain one has another. */
  private prefixed = 0
  private isLiveUnderPlainName = false

  constructor(policy: Policy, throttle: TouchThrottle, request: SessionRequest) {
    this.policy = policy.forRequest()
    this.throttle = throttle
    this.request = request
    this.headersAreSent = request.canSetCookie === false
    this.cookiePolicy = policy.cookie(request.raw)
    this.isInPath = pathMatches(request.path, this.cookiePolicy.path)
  }

  /**
   * Whether the session's cookie is written as on a secure connection: this one is, or a server that renders pages passes
   * on over http what a browser sent it over https. Only such a browser has the prefixed name, and a copy of its sid under
   * the plain one, which is not `Secure`, must not be made.
   */
  get isCookieSecure(): boolean {
    return (
      this.request.isSecure || (this.cookies().length > 0 && this.prefixed > 0 && !this.isLiveUnderPlainName)
    )
  }

  get cookieName(): string {
    return this.cookiePolicy.name(this.isCookieSecure)
  }

  /**
   * The values of the session cookies that the browser sent, at most four: those under the prefixed name wherever they
   * come, then, where the connection is not secure, those under the plain one. On a secure one anybody on the network may
   * have set that, which is what the prefix is against (RFC 6265bis §4.1.3).
   */
  cookies(): readonly string[] {
    this.values ??= this.readCookies()
    return this.values
  }

  private readCookies(): readonly string[] {
    const { cookieHeader, isSecure } = this.request
    const name = this.cookiePolicy.name(true)
    const plainName = this.cookiePolicy.name(false)
    if (isSecure) return cookieValues(cookieHeader, name)
    if (name === plainName || !cookieHeader?.includes(name)) return cookieValues(cookieHeader, plainName)
    const values = cookieValues(cookieHeader, name)
    this.prefixed = values.length
    return [...values, ...cookieValues(cookieHeader, plainName)].slice(0, mostCandidates)
  }

  /** Notes under which of its names the cookie came that leads to the session. */
  protected noteLiveCookie(sid: string): void {
    if (this.prefixed === 0) return
    const live = this.cookies().findIndex((value) => value.startsWith(`${sid}.`))
    this.isLiveUnderPlainName = live >= this.prefixed
  }

  /** Decides that nothing goes into the headers any more, for they leave now. */
  settleHeaders(): void {
    this.headersAreSent = true
    this.headersAreSettled = true
  }

  assertHeadersNotSent(operation: string): void {
    if (this.headersAreSent) throw headersSent(operation)
  }

  assertCookieReaches(operation: string): void {
    this.assertHeadersNotSent(operation)
    if (this.cookiePolicy.isSecureRequired && !this.request.isSecure) throw insecureConnection(operation)
  }
}
