import type { IncomingMessage } from 'node:http'
import { parse } from 'cookie'
import depd from 'depd'
import { isSecure } from '../adapters/node/request.ts'
import { decodeCookieValue, type SignedSid, signSid, unsign } from '../cookie/express-signed-id.ts'
import { type HeaderEdits, noEdits } from '../core/request/request.ts'
import type { ImmediateSigner } from '../crypto/node.ts'
import { debug } from './debug.ts'
import type { Session, SessionRequest } from './session.ts'
import type { Settings } from './settings.ts'
import { toSigner } from './signers.ts'

const deprecate = depd('express-session')

/** What cookie-parser leaves on a request. */
interface ParsedRequest extends IncomingMessage {
  readonly cookies?: Readonly<Record<string, unknown>>
  readonly signedCookies?: Readonly<Record<string, unknown>>
}

/**
 * The sid that the request's cookie carries, if we signed it: of several cookies of one name the first is tried. Where the
 * header has none, what cookie-parser left is asked, which express-session does for the apps of long ago.
 */
export function sidOf(
  request: ParsedRequest,
  name: string,
  signers: readonly ImmediateSigner[],
): SignedSid | undefined {
  const { cookie: header } = request.headers
  const found = header === undefined ? undefined : open(firstValue(header, name), signers)
  if (found?.sid || (request.signedCookies === undefined && request.cookies === undefined)) return found
  return parsedSid(request, name, signers, found)
}

/** The first value of that name. A header as browsers write it need not be parsed whole. */
function firstValue(header: string, name: string): string | undefined {
  const at = header.indexOf(name)
  if (at === -1) return undefined
  const start = at + name.length + 1
  const isFirst = header[start - 1] === '=' && (at === 0 || header.startsWith('; ', at - 2))
  const end = header.indexOf(';', start)
  const value = header.slice(start, end === -1 ? header.length : end)
  if (!isFirst || !cookieOctets.test(value)) return parse(header)[name]
  return value.includes('%') ? decodeCookieValue(value) : value
}

/** What needs no trimming (RFC 6265 §4.1.1). */
const cookieOctets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/

function parsedSid(
  { signedCookies, cookies }: ParsedRequest,
  name: string,
  signers: readonly ImmediateSigner[],
  inHeader: SignedSid | undefined,
): SignedSid | undefined {
  const parsed = signedCookies === undefined ? inHeader : toSid(signedCookies[name])
  const found = parsed?.sid ? parsed : (open(cookies?.[name], signers) ?? parsed)
  if (found?.sid) deprecate('cookie should be available in req.headers.cookie')
  return found
}

function toSid(verified: unknown): SignedSid | undefined {
  return typeof verified === 'string' ? { sid: verified, value: undefined } : undefined
}

function open(value: unknown, signers: readonly ImmediateSigner[]): SignedSid | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  const found = unsign(value, signers)
  if (found === undefined) debug(value.startsWith('s:') ? 'cookie signature invalid' : 'cookie unsigned')
  return found
}

/** The cookie that a request came with, and the one that its response sets. */
export class SignedCookie {
  readonly #settings: Settings
  readonly #request: SessionRequest
  #sent: SignedSid | undefined
  #isTouched = false

  constructor(settings: Settings, request: SessionRequest) {
    this.#settings = settings
    this.#request = request
  }

  /** The sid that the request's cookie carries, if we signed it. */
  read(): string | undefined {
    this.#sent = sidOf(this.#request, this.#settings.name, this.#signers)
    return this.#sent?.sid
  }

  /** Whether the sid of now is the one that the request's cookie carried. */
  get isKnown(): boolean {
    return this.#sent?.sid === this.#request.sessionID
  }

  /** Starts the time of the cookie anew, once. */
  touch(session: Session): void {
    if (this.#isTouched) return
    session.touch()
    this.#isTouched = true
  }

  /** Nothing where a secure cookie would not reach the browser. Throws a `TypeError` for what cannot stand in a cookie. */
  toEdits(session: Session): HeaderEdits {
    const { proxy, toSetCookie } = this.#settings
    if (session.cookie.secure && !isSecure(this.#request, proxy)) {
      debug('not secured')
      return noEdits
    }
    this.touch(session)
    return { setCookie: [toSetCookie(this.#signed(), session.cookie.data)], keepsCdnHeaders: true }
  }

  #signed(): string {
    const value = this.isKnown ? this.#sent?.value : undefined
    return value ?? signSid(String(this.#request.sessionID), this.#signers[0])
  }

  get #signers(): readonly ImmediateSigner[] {
    return this.#settings.signers?.() ?? [toSigner(this.#request.secret)]
  }
}
