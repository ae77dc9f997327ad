import type { ServerResponse } from 'node:http'
import type { Difference } from '../differences.ts'
import { variant } from '../variants.ts'

/** A response without the overloads that only callers need. */
interface Response extends Omit<ServerResponse, 'write' | 'end'> {
  /** By which Node.js knows a length that nobody named. */
  _contentLength: number | null
  write(chunk: string | Uint8Array, encoding?: BufferEncoding): boolean
  end(chunk?: unknown, encoding?: BufferEncoding): unknown
}

export const savedBeforeSent: Difference = {
  name: 'The session is saved before the headers are sent',
  reason:
    'express-session sends the headers and all but the last byte while it saves, so that a browser that follows a redirect may come before the session does. A body that `end` is given whole therefore has a `Content-Length` here, as it has without a session.',
  concerns: () => true,
  amend: variant((module, options) => {
    const middleware = module(options)
    return (request, response, next) => {
      const held = holdWhileSaving(response)
      middleware(request, response, (error) => {
        held.watchEnd()
        next(error)
      })
    }
  }),
}

/** Keeps what express-session writes while it saves, and sends it with its last word. */
function holdWhileSaving(nodeResponse: ServerResponse): { watchEnd(): void } {
  const response = nodeResponse as unknown as Response
  const { write, end } = response
  const chunks: Buffer[] = []
  let isEnding = false
  response.write = (chunk, encoding) => {
    if (!isEnding) return write.call(response, chunk, encoding)
    chunks.push(toBuffer(chunk, encoding))
    return true
  }
  response.end = (chunk, encoding) => {
    if (chunks.length === 0) return end.call(response, chunk, encoding)
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(toBuffer(chunk, encoding))
    return end.call(response, Buffer.concat(chunks))
  }
  return {
    watchEnd() {
      const endOfSession = response.end
      response.end = (chunk, encoding) => {
        const isWhole = typeof chunk === 'string' || chunk instanceof Uint8Array
        if (!response.headersSent) response._contentLength = isWhole ? toBuffer(chunk, encoding).length : 0
        isEnding = true
        return endOfSession.call(response, chunk, encoding)
      }
    },
  }
}

function toBuffer(chunk: string | Uint8Array, encoding?: BufferEncoding): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk)
}
