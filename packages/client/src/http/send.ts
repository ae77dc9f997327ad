import { routes, type SessionView } from '@sojourn/contract'
import ky from 'ky'
import { type DataSchema, parseView } from './parse.ts'

/** A view, and the client's time before its request left and after its body had come. */
export interface Answer<Data> {
  readonly view: SessionView<Data>
  readonly sentAt: number
  readonly receivedAt: number
}

export interface SendOptions<Data> {
  readonly fetch?: typeof fetch | undefined
  readonly data?: DataSchema<Data> | undefined
}

/** `get` peeks, `post` touches, `delete` ends. */
export type Method = 'get' | 'post' | 'delete'
export type Send<Data> = (method: Method) => Promise<Answer<Data>>

/** Makes the function that sends a request to the endpoints at `url`, and rejects with whatever went wrong. */
export function createSend<Data>(
  url: string,
  { fetch, data }: SendOptions<Data>,
  now: () => number,
  signal: AbortSignal,
): Send<Data> {
  return async (method) => {
    const sentAt = now()
    const isEnd = method === 'delete'
    const body = await ky(method === 'post' ? url + routes.touch : url, {
      method,
      signal,
      // Whether and when to ask again is decided in one place, and it is not this one; an end cannot wait for it.
      retry: { limit: isEnd ? 2 : 0, maxRetryAfter: 5_000 },
      timeout: 5_000,
      // The other ends with the headers, and begins anew for the body.
      totalTimeout: isEnd ? false : 5_000,
      cache: 'no-store',
      credentials: 'include',
      // A login page in place of an answer must not be fetched, let alone believed.
      redirect: 'error',
      // The end of a session outlives the page that asked for it.
      keepalive: isEnd,
      ...(fetch && { fetch }),
    }).json()
    const receivedAt = now()
    return { view: parseView(body, data), sentAt, receivedAt }
  }
}
