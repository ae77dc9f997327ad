import { ServerResponse } from 'node:http'
import { http1 } from './http1-response.ts'
import { http2, isHttp2 } from './http2-response.ts'
import type { NodeResponse } from './response.ts'
import type { ResponseKind } from './response-kind.ts'
import { virtual } from './virtual-response.ts'

/** Only what has to be held or refused is asked: a response whose commit answers at once is sent by its own methods. */
export function kindOf(response: NodeResponse): ResponseKind {
  if (isHttp2(response)) return http2
  return response instanceof ServerResponse ? http1 : virtual
}
