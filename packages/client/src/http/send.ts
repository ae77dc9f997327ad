import { routes, type SessionView } from '@sojourn/contract'
import ky from 'ky'
import type { Clock } from '../clock.ts'
import { toSessionClientError } from './fault.ts'

/** A view, and the wall clock before its request left and after its body had come. */
export interface Answer<Data> {
  readonly view: SessionView<Data>
  readonly sentAt: number
  readonly receivedAt: number
}

export interface SendOptions<Data> {
  /** Where the endpoints are mounted. */
  readonly url: string
  readonly clock: Clock
  readonly fetch?: typeof fetch | undefined
  readonly parse: (body: unknown) => SessionView<Data>
  readonly signal: AbortSignal
}

/** `get` peeks, `post` touches, `delete` ends. */
export type Method = 'get' | 'post' | 'delete'
export type Send<Data> = (method: Method) => Promise<Answer<Data>>

/** Makes the function that sends one request, once, and rejects with nothing but `SessionClientError`. */
export function createSend<Data>({ url, clock, fetch, parse, signal }: SendOptions<Data>): Send<Data> {
  return async (method) => {
    const sentAt = clock.now()
    try {
      const body = await ky(method === 'post' ? url + routes.touch : url, {
        method,
        signal,
        // Whether and when to try again is decided in one place, and it is not this one.
        retry: 0,
        timeout: 5_000,
        cache: 'no-store',
        credentials: 'include',
        // A login page in place of an answer must not be fetched, let alone believed.
        redirect: 'error',
        // The end of a session outlives the page that asked for it.
        keepalive: method === 'delete',
        ...(fetch && { fetch }),
      }).json()
      return { view: parse(body), sentAt, receivedAt: clock.now() }
    } catch (error) {
      throw toSessionClientError(error, signal, clock.now())
    }
  }
}
