import type { EndpointRequest, EndpointResponse } from './endpoint.ts'
import { addVary, type HeaderBag, removeCdnCacheControl } from './header-bag.ts'

/** A longer body than this is not worth keeping the connection for: nobody reads it. In bytes. */
const bodyLimit = 8192

/**
 * Applies the headers of an endpoint's answer to a response on which others may have set some; its status and body are the
 * host's to send. `unread` is the request where nobody has read its body and the connection carries no other one meanwhile:
 * on HTTP/2 it does, which knows no `Connection` (RFC 9113 §8.2.2).
 */
export function applyAnswer(
  headers: HeaderBag,
  answer: EndpointResponse,
  unread?: Pick<EndpointRequest, 'header'>,
): void {
  removeCdnCacheControl(headers)
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name === 'Set-Cookie') headers.append(name, [value].flat())
    else if (name === 'Vary') addVary(headers, value.toString())
    else headers.set(name, value)
  }
  if (unread && hasLongBody(unread)) headers.set('Connection', 'close')
}

function hasLongBody({ header }: Pick<EndpointRequest, 'header'>): boolean {
  return header('transfer-encoding') !== undefined || Number(header('content-length') ?? 0) > bodyLimit
}
