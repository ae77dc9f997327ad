import type { ServerResponse } from 'node:http'

export type Callback = (error?: Error | null) => void
export type WriteArguments = [chunk?: unknown, encoding?: unknown, callback?: unknown]
export type HeadArguments = [status?: number, reason?: unknown, headers?: unknown]

/** The methods by which a response leaves, without the overloads that only callers need. */
export interface SendingMethods {
  writeHead(...head: HeadArguments): this
  write(...written: WriteArguments): boolean
  end(...written: WriteArguments): this
  flushHeaders(): void
}

/** What a response that is not Node's own may do without. */
type Optional = 'destroy' | 'emit' | 'getHeaderNames' | 'getHeaders' | 'rawListeners' | 'removeHeader'

/**
 * A response as the gate sees it: of HTTP/1, of HTTP/2, or one that another library made up. `_header` is the head as
 * HTTP/1 rendered it.
 */
export interface NodeResponse
  extends Omit<ServerResponse, keyof SendingMethods | Optional | 'finished' | 'on'>,
    Partial<Pick<ServerResponse, Optional>>,
    SendingMethods {
  _header: string | null
  finished: boolean
  on?(event: string, listener: (...args: unknown[]) => void): this
}

/** What differs between the responses of HTTP/1, of HTTP/2 and of other libraries. Nothing else knows which one it has. */
export interface ResponseKind {
  /** Whether it is of another library: it takes what Node.js would refuse, and has only the head that it is told. */
  readonly isVirtual: boolean
  /**
   * Makes the response look sent though its head has not left. Answers what takes that back; as in a response that was
   * sent, a status assigned meanwhile changes nothing.
   */
  pretendHeadersSent(response: NodeResponse): () => void
  /** What a `writeHead` does that comes after the headers. */
  refuseHead(response: NodeResponse, head: HeadArguments): void
  /** What a `write` or an `end` does with a chunk that is none. */
  refuseChunk(response: NodeResponse, method: 'write' | 'end', written: WriteArguments): void
  /** What a `write` or an `end` does that comes after the end, while that end waits. */
  refuseAfterEnd(response: NodeResponse, method: 'write' | 'end', written: WriteArguments): void
  /** Breaks off a response of which a part has left, so that nobody takes it for the whole. `end` is the method it came in with. */
  cut(response: NodeResponse, end: () => void): void
}

/**
 * Whether it is a response: Node's own, or what another library hands in with as much of one as a session needs. Socket.IO
 * has one for an upgrade and Sails for a message; on other upgrades apps hand in an empty object.
 */
export function isResponse(response: Partial<ServerResponse>): boolean {
  return (
    typeof response.writeHead === 'function' &&
    typeof response.setHeader === 'function' &&
    typeof response.getHeader === 'function' &&
    typeof response.end === 'function'
  )
}

/** Whether Node.js takes it as a chunk; it throws at anything else. */
export function isChunk(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array
}

export function callbackOf(written: WriteArguments): Callback | undefined {
  return written.find((each): each is Callback => typeof each === 'function')
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
