import type { Http2ServerResponse, ServerHttp2Stream } from 'node:http2'
import { type NodeResponse, type ResponseKind, refuseByCallback } from './response.ts'

/** Whether it is a response of the compatibility API of `node:http2`. */
export function isHttp2(response: object): response is Http2ServerResponse {
  if (!('stream' in response)) return false
  const { stream } = response
  return typeof stream === 'object' && stream !== null && 'headersSent' in stream && 'respond' in stream
}

/** A response of HTTP/2. Whatever would change a header asks its stream whether they have left. */
export const http2: ResponseKind = {
  isVirtual: false,
  pretendHeadersSent(response) {
    const stream = streamOf(response)
    const { statusCode } = response
    Object.defineProperty(stream, 'headersSent', { value: true, configurable: true })
    return () => {
      Reflect.deleteProperty(stream, 'headersSent')
      response.statusCode = statusCode
    }
  },
  refuseHead: (response, head) => void methodsOf(response).writeHead.apply(response, head),
  refuseChunk: (response, method, written) =>
    void Reflect.apply(methodsOf(response)[method], response, written),
  // Node.js would reset the stream, and with it the answer that waits.
  refuseAfterEnd: refuseByCallback,
  // Without an error the stream would be closed as if all was well.
  cut: (response) =>
    void streamOf(response).destroy(new Error('The rest of the session could not be saved.')),
}

function streamOf(response: NodeResponse): ServerHttp2Stream {
  return (response as unknown as Http2ServerResponse).stream
}

/** The methods under whatever middleware put over them, which makes them the response's own. */
function methodsOf(response: NodeResponse): NodeResponse {
  return Object.getPrototypeOf(response)
}
