import { ServerResponse } from 'node:http'
import { http1 } from './http1-response.ts'
import { http2, isHttp2 } from './http2-response.ts'
import { type NodeResponse, type ResponseKind, refuseByCallback } from './response.ts'

/** Only what has to be held or refused is asked: a response whose commit answers at once is sent by its own methods. */
export function kindOf(response: NodeResponse): ResponseKind {
  if (isHttp2(response)) return http2
  return response instanceof ServerResponse ? http1 : virtual
}

/**
 * A response that another library made up: Socket.IO's for an upgrade, the in-process ones of servers and tests. It has at
 * least `writeHead`, `setHeader`, `getHeader` and `end`, and takes what it likes.
 */
const virtual: ResponseKind = {
  isVirtual: true,
  pretendHeadersSent(response) {
    const { statusCode, statusMessage } = response
    const before = Object.getOwnPropertyDescriptor(response, 'headersSent')
    Reflect.defineProperty(response, 'headersSent', { value: true, configurable: true })
    return () => {
      Object.assign(response, { statusCode, statusMessage })
      if (before) Reflect.defineProperty(response, 'headersSent', before)
      else Reflect.deleteProperty(response, 'headersSent')
    }
  },
  // The head that is held stays as it is.
  refuseHead() {},
  refuseChunk() {},
  refuseAfterEnd: refuseByCallback,
  cut(response, end) {
    if (response.destroy) response.destroy()
    else end()
  },
}
