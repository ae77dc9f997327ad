import type { IncomingMessage } from 'node:http'
import { parse } from 'cookie'
import depd from 'depd'
import type { ImmediateSigner } from '../crypto/node.ts'
import { debug } from './debug.ts'
import { unsign } from './signature.ts'

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
): string | undefined {
  const { cookie: header } = request.headers
  // Looking for the name costs less than parsing for nothing.
  const sid = header?.includes(name) ? open(parse(header)[name], signers) : undefined
  return sid || (request.signedCookies === undefined && request.cookies === undefined)
    ? sid
    : parsedSid(request, name, signers, sid)
}

function parsedSid(
  { signedCookies, cookies }: ParsedRequest,
  name: string,
  signers: readonly ImmediateSigner[],
  otherwise: string | undefined,
): string | undefined {
  const verified = signedCookies === undefined ? otherwise : signedCookies[name]
  const sid = verified || (cookies?.[name] ? open(cookies[name], signers) : verified)
  if (sid) deprecate('cookie should be available in req.headers.cookie')
  return typeof sid === 'string' ? sid : undefined
}

function open(value: unknown, signers: readonly ImmediateSigner[]): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (!value.startsWith('s:')) {
    debug('cookie unsigned')
    return undefined
  }
  const sid = unsign(value.slice(2), signers)
  if (sid === undefined) debug('cookie signature invalid')
  return sid
}
