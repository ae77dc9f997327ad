import { ServerResponse } from 'node:http'

export type Callback = (error?: Error | null) => void
export type WriteArguments = [chunk?: unknown, encoding?: unknown, callback?: unknown]
export type HeadArguments = [status: number, reason?: unknown, headers?: unknown]

/** The methods by which a response leaves, without the overloads that only callers need. */
export interface SendingMethods {
  writeHead(...head: HeadArguments): this
  write(...written: WriteArguments): boolean
  end(...written: WriteArguments): this
  flushHeaders(): void
}

/**
 * A response as Node.js itself sees it. `_header` is the head as it was rendered: while it is set, `headersSent` is true
 * and every method that would change a header throws `ERR_HTTP_HEADERS_SENT`.
 */
export interface NodeResponse
  extends Omit<ServerResponse, keyof SendingMethods | 'finished' | 'on'>,
    SendingMethods {
  _header: string | null
  finished: boolean
  on(event: string, listener: (...args: unknown[]) => void): this
}

/** Node's own methods, under whatever middleware put over them. */
export const nodeMethods: NodeResponse = ServerResponse.prototype as unknown as NodeResponse

/** Whether it is a response: on an upgrade apps hand in an empty object, and Socket.IO one of some methods. */
export function isResponse(response: Partial<ServerResponse>): boolean {
  return typeof response.getHeaderNames === 'function'
}

/** Stands in for the head of a response that is held. */
const placeholder = 'held'

/** Makes a response look sent before its head is rendered. */
export function lookSent(response: NodeResponse): void {
  response._header = placeholder
}

/** Makes it look ended too. Not by `finished`: `server.close()` cuts the connections of finished responses. */
export function lookEnded(response: NodeResponse): void {
  Object.defineProperty(response, 'writableEnded', { value: true, configurable: true })
}

/** Takes both back, unless the head was really rendered. */
export function lookAsItIs(response: NodeResponse): void {
  if (response._header === placeholder) response._header = null
  Reflect.deleteProperty(response, 'writableEnded')
}

/** What Node.js itself does with a write or an end that comes after the end. */
export function afterEnd<T>(response: NodeResponse, call: () => T): T {
  response.finished = true
  try {
    return call()
  } finally {
    response.finished = false
  }
}

/** Whether Node.js takes it as a chunk; it throws at anything else. */
export function isChunk(value: unknown): value is string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array
}
