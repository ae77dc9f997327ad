import { routes, type SessionView } from '@sojourn/contract'
import ky from 'ky'
import { fail } from './fault.ts'
import { type DataSchema, parseView } from './parse.ts'
import { below } from './url.ts'

export interface SendOptions<Data> {
  readonly fetch?: typeof fetch | undefined
  readonly data?: DataSchema<Data> | undefined
}

/** `get` peeks, `post` touches, `delete` ends. */
export type Method = 'get' | 'post' | 'delete'
export type Send<Data> = (method: Method) => Promise<SessionView<Data>>

/**
 * Makes the function that sends a request to the endpoints at `url`. It rejects with `SessionClientError` when no answer
 * came, with whatever a parser threw when one did.
 */
export function createSend<Data>(
  url: URL,
  { fetch, data }: SendOptions<Data>,
  signal: AbortSignal,
): Send<Data> {
  return async (method) => {
    const isEnd = method === 'delete'
    const text = await ky(method === 'post' ? below(url, routes.touch) : url, {
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
      // Not as a method: a browser's own `fetch` has no other `this` than the window.
      ...(fetch && { fetch: (input, init) => fetch(input, init) }),
      // Parsed below, where what is thrown is no failure of the network.
      parseJson: (body) => body,
    })
      .json<string>()
      .catch((error) => fail(error, signal))
    return parseView(JSON.parse(text), data)
  }
}
