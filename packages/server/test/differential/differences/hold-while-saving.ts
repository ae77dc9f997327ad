import type { ServerResponse } from 'node:http'
import { http1 } from '../../../src/adapters/node/http1-response.ts'

/** A response without the overloads that only callers need. */
interface Response extends Omit<ServerResponse, 'write' | 'end'> {
  /** By which Node.js knows a length that nobody named. */
  _contentLength: number | null
  write(chunk: string | Uint8Array, encoding?: BufferEncoding): boolean
  end(chunk?: unknown, encoding?: BufferEncoding): unknown
}

/** Keeps what express-session writes while it saves, and sends it with its last word. */
export function holdWhileSaving(nodeResponse: ServerResponse): {
  watchEnd(whenSaved: (end: () => void) => void): void
  /** Not earlier, where it is whole: Express' own error handler would cut it. */
  whenSent(then: () => void): void
} {
  const response = nodeResponse as unknown as Response
  const { write, end } = response
  const chunks: Buffer[] = []
  let isEnding = false
  let isWhole = false
  response.write = (chunk, encoding) => {
    if (!isEnding) return write.call(response, chunk, encoding)
    chunks.push(toBuffer(chunk, encoding))
    return true
  }
  const held: Response['end'] = (chunk, encoding) => {
    if (chunks.length === 0) return end.call(response, chunk, encoding)
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(toBuffer(chunk, encoding))
    return end.call(response, Buffer.concat(chunks))
  }
  response.end = held
  return {
    whenSent(then) {
      if (response.writableFinished || !isWhole) then()
      else response.once('finish', () => setImmediate(then))
    },
    watchEnd(whenSaved) {
      const endOfSession = response.end
      // It passed the request by.
      if (endOfSession === held) return
      response.end = (chunk, encoding) => {
        if (isEnding) return response
        isEnding = true
        isWhole = !response.headersSent
        let stopPretending = (): void => {}
        whenSaved(() => {
          stopPretending()
          const hasBody = typeof chunk === 'string' || chunk instanceof Uint8Array
          if (isWhole) response._contentLength = hasBody ? toBuffer(chunk, encoding).length : 0
          endOfSession.call(response, chunk, encoding)
        })
        if (isWhole && !response.headersSent) {
          stopPretending = http1.pretendHeadersSent(nodeResponse as never)
        }
        return response
      }
    },
  }
}

function toBuffer(chunk: string | Uint8Array, encoding?: BufferEncoding): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk)
}
