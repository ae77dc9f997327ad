import { cookieValues, maxCandidates } from '../../cookie/parse.ts'
import { pathMatches } from '../../cookie/path-match.ts'
import type { CookieAttributes } from '../../cookie/set-cookie.ts'
import type { CookiePolicy } from '../options/cookie-policy.ts'
import { headersSent, insecureConnection } from './errors.ts'
import type { SessionRequest } from './session-request.ts'

/** The session cookies that a request came with, and whether its response can still set one. */
export class RequestCookies {
  readonly request: SessionRequest
  readonly policy: CookiePolicy
  /** Whether the cookie belongs to the path of the request; without that there is no session here. */
  readonly isInPath: boolean

  /** `sent`: no cookie can be set any more. `settled`: nor is anything to be added to the headers. */
  private headers: 'open' | 'sent' | 'settled'
  private found: readonly string[] | undefined = undefined
  /** How many of them came under the name of a secure connection, where a plain one has another. */
  private prefixed = 0
  /** Which of them leads to the session; -1: none, or not known. */
  private live = -1

  constructor(request: SessionRequest, policy: CookiePolicy) {
    this.request = request
    this.policy = policy
    this.isInPath = pathMatches(request.path, policy.path)
    this.headers = request.canSetCookie === false ? 'sent' : 'open'
  }

  /**
   * The values of the session cookies that the browser sent, at most four: those under the prefixed name wherever they
   * come, then, where the connection is not secure, those under the plain one. On a secure one anybody on the network may
   * have set that, which is what the prefix is against (RFC 6265bis §4.1.3).
   */
  get values(): readonly string[] {
    this.found ??= this.read()
    return this.found
  }

  private read(): readonly string[] {
    const { cookieHeader, isSecure } = this.request
    const name = this.policy.name(true)
    const plainName = this.policy.name(false)
    if (isSecure) return cookieValues(cookieHeader, name)
    if (name === plainName || !cookieHeader?.includes(name)) return cookieValues(cookieHeader, plainName)
    const values = cookieValues(cookieHeader, name)
    this.prefixed = values.length
    return [...values, ...cookieValues(cookieHeader, plainName)].slice(0, maxCandidates)
  }

  /** The name that the value at that position came under. */
  nameOf(position: number): string {
    return this.policy.name(this.request.isSecure || position < this.prefixed)
  }

  /** Notes which of the values leads to the session. */
  noteLive(position: number): void {
    this.live = position
  }

  /**
   * Whether the session's cookie is written as on a secure connection: this one is, or a server that renders pages passes
   * on over http what a browser sent it over https. Only such a browser has the prefixed name, and a copy of its sid under
   * the plain one, which is not `Secure`, must not be made.
   */
  private get isSecure(): boolean {
    return this.request.isSecure || (this.values.length > 0 && this.live < this.prefixed && this.prefixed > 0)
  }

  /** The name that the response sets the session's cookie under. */
  get name(): string {
    return this.policy.name(this.isSecure)
  }

  get attributes(): CookieAttributes {
    return this.policy.attributes(this.isSecure)
  }

  /** Those of the marker beside the cookie, which scripts may read. */
  get markerAttributes(): CookieAttributes {
    return this.policy.markerAttributes(this.isSecure)
  }

  get headersAreSent(): boolean {
    return this.headers !== 'open'
  }

  get headersAreSettled(): boolean {
    return this.headers === 'settled'
  }

  /** Decides that nothing goes into the headers any more, for they leave now. */
  settleHeaders(): void {
    this.headers = 'settled'
  }

  private get isSecureEnough(): boolean {
    return !this.policy.isSecureRequired || this.request.isSecure
  }

  /** Whether the response can set a cookie that the browser keeps. */
  get canSet(): boolean {
    return !this.headersAreSent && this.isSecureEnough
  }

  /** Throws `insecure-connection`. */
  assertSecureEnough(operation: string): void {
    if (!this.isSecureEnough) throw insecureConnection(operation)
  }

  /** Throws `headers-sent`. */
  assertHeadersNotSent(operation: string): void {
    if (this.headersAreSent) throw headersSent(operation)
  }

  /** Throws `headers-sent`, or `insecure-connection`. */
  assertReaches(operation: string): void {
    this.assertHeadersNotSent(operation)
    this.assertSecureEnough(operation)
  }
}
