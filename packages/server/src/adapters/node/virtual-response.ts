import { callbackOf, type NodeResponse, type WriteArguments } from './response.ts'
import type { ResponseKind } from './response-kind.ts'

/**
 * A response that another library made up: Socket.IO's for an upgrade, the in-process ones of servers and tests. It has at
 * least `writeHead`, `setHeader`, `getHeader` and `end`, and takes what it likes.
 */
export const virtual: ResponseKind = {
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
    else end.call(response)
  },
}

/** Says by the callback alone that a call came after the end: a second `end` is none the worse for it. */
export function refuseByCallback(
  _response: NodeResponse,
  method: 'write' | 'end',
  written: WriteArguments,
): void {
  const callback = callbackOf(written)
  if (callback === undefined) return
  if (method === 'end') process.nextTick(callback)
  else
    process.nextTick(
      callback,
      Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' }),
    )
}
