import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { SessionRequest } from '../../core/request/request.ts'

/** What Express adds to a request. */
interface MaybeExpressRequest extends IncomingMessage {
  readonly originalUrl?: string
  /** As the setting `trust proxy` lets Express see it. */
  readonly secure?: boolean
}

/** Makes the engine's view of a request of Node.js. */
export type ToSessionRequest = (request: IncomingMessage, canSetCookie: boolean) => SessionRequest

/**
 * `proxy` says whether `X-Forwarded-Proto` is believed; `undefined`: ask Express' `trust proxy`. The first request whose
 * claim to be encrypted is not believed is told to `warn`: it is why a `Secure` cookie is missing.
 */
export function toSessionRequestWith(
  proxy: boolean | undefined,
  warn: (message: string) => void,
): ToSessionRequest {
  let isWarned = false
  const isSecureOrWarn = (request: MaybeExpressRequest): boolean => {
    if (isSecure(request, proxy)) return true
    if (!isWarned && forwardedProto(request) === 'https') {
      isWarned = true
      warn(untrustedProxy)
    }
    return false
  }
  return (request, canSetCookie) => new NodeRequest(request, isSecureOrWarn, canSetCookie)
}

/** Whether the browser's connection is encrypted, as far as `proxy` lets us believe it; `undefined`: ask Express. */
export function isSecure(request: MaybeExpressRequest, proxy: boolean | undefined): boolean {
  const { socket }: { socket?: object | null } = request
  // A request that never was on a wire may have none.
  if (socket && 'encrypted' in socket && socket.encrypted === true) return true
  return proxy === true ? forwardedProto(request) === 'https' : proxy === undefined && request.secure === true
}

const untrustedProxy =
  'A request says X-Forwarded-Proto: https, and no proxy is trusted, so its connection counts as not encrypted ' +
  'and gets no Secure cookie. If your own proxy sets that header, set `proxy: true` (or `trust proxy` in Express).'

/** The `warn` of an app: once on stderr, or what listens to the process's warnings. */
export function warnOfProxy(message: string): void {
  process.emitWarning(message, { code: 'SOJOURN_UNTRUSTED_PROXY' })
}

/** Of several proxies the first one spoke to the browser. */
function forwardedProto(request: IncomingMessage): string | undefined {
  const header = request.headers['x-forwarded-proto']
  if (header === undefined) return undefined
  const text = Array.isArray(header) ? header.join(',') : header
  const comma = text.indexOf(',')
  return (comma === -1 ? text : text.slice(0, comma)).trim().toLowerCase()
}

/** Everything is worked out when it is asked for: most requests need little of it. */
class NodeRequest implements SessionRequest {
  readonly raw: MaybeExpressRequest
  readonly canSetCookie: boolean
  readonly #isSecure: (request: MaybeExpressRequest) => boolean

  constructor(
    raw: MaybeExpressRequest,
    isSecure: (request: MaybeExpressRequest) => boolean,
    canSetCookie: boolean,
  ) {
    this.raw = raw
    this.#isSecure = isSecure
    this.canSetCookie = canSetCookie
  }

  get cookieHeader(): string | undefined {
    return this.raw.headers.cookie
  }

  get path(): string {
    return pathOf(this.raw.originalUrl ?? this.raw.url ?? '/')
  }

  get isSecure(): boolean {
    return this.#isSecure(this.raw)
  }
}

/** The path of a request target; a proxy may be asked with a whole URL (RFC 9112 §3.2.2). */
export function pathOf(target: string): string {
  if (!target.startsWith('/')) return URL.canParse(target) ? new URL(target).pathname : '/'
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** By a loop from the end: `/\/+$/` tries anew at every slash of a path, which takes the square of its length. */
export function withoutTrailingSlashes(path: string): string {
  let end = path.length
  while (end > 0 && path.charCodeAt(end - 1) === 0x2f) end--
  return path.slice(0, end)
}

/** Whom the request is for. HTTP/2 has `:authority` in place of `Host` (RFC 9113 §8.3.1). */
export function hostOf(headers: IncomingHttpHeaders): string | undefined {
  return headers.host ?? headers[':authority']?.toString()
}
