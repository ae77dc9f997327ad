import { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers'
import type { NodeResponse, ResponseKind } from './response.ts'

/** Node's own methods, under whatever middleware put over them: what they refuse, they refuse by their own errors. */
export const nodeMethods: NodeResponse = ServerResponse.prototype as unknown as NodeResponse

/** Stands in for the head of a response that is held. */
const placeholder = 'held'

/** A response of HTTP/1. While `_header` is set, `headersSent` is true and every change of a header throws. */
export const http1: ResponseKind = {
  isVirtual: false,
  pretendHeadersSent(response) {
    const { _header: before, statusCode, statusMessage } = response
    response._header = placeholder
    return () => {
      Object.assign(response, { statusCode, statusMessage })
      // Unless the head was really rendered.
      if (response._header === placeholder) response._header = before
    }
  },
  refuseHead: (response, head) => void nodeMethods.writeHead.apply(response, head),
  refuseChunk: (response, method, written) => void Reflect.apply(nodeMethods[method], response, written),
  refuseAfterEnd(response, method, written) {
    if (response.listenerCount('error') === 0) listenForRefusal(response)
    response.finished = true
    try {
      Reflect.apply(nodeMethods[method], response, written)
    } finally {
      // Not for longer: `server.close()` cuts the connections of finished responses.
      response.finished = false
    }
  },
  cut: (response) => void response.destroy?.(),
}

/**
 * Node.js emits `error` in the next tick. Where nobody listens that would end the process, and a handler that asks
 * `writableEnded` whether it has answered is right to answer again while the end waits.
 */
function listenForRefusal(response: NodeResponse): void {
  const ignore = (): void => {}
  response.on?.('error', ignore)
  setImmediate(() => response.off('error', ignore))
}
