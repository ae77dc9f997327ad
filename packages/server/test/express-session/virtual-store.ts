import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, vi } from 'vitest'
import { signSid } from '../../src/cookie/express-signed-id.ts'
import session, { type SessionMiddleware, type SessionOptions } from '../../src/express-session/index.ts'
import { toSigner } from '../../src/express-session/signers.ts'
import type { LegacyCallback, LegacyStore } from '../../src/store/legacy/calls.ts'
import { type Request, recommended, secret } from './app.ts'

/** How a call of the store goes: when it has its effect, and when it is answered, in milliseconds. */
export interface Course {
  readonly lands?: number
  readonly answers?: number
  readonly failure?: Error
}

/** A store in virtual time. Calls overtake each other, and each goes as the test says. */
export class VirtualStore implements LegacyStore {
  readonly records = new Map<string, string>()
  readonly calls: string[] = []
  /** What becomes of a call; `undefined`: it has its effect and is answered at once, but later. */
  course: (call: string, sid: string) => Course | undefined = () => undefined

  get(sid: string, callback: LegacyCallback): void {
    this.#run('get', sid, () => JSON.parse(this.records.get(sid) ?? 'null'), callback)
  }

  set(sid: string, given: object, callback: LegacyCallback): void {
    const text = JSON.stringify(given)
    this.#run('set', sid, () => void this.records.set(sid, text), callback)
  }

  /** As in many stores: it writes all that it was handed. */
  touch(sid: string, given: object, callback: LegacyCallback): void {
    const text = JSON.stringify(given)
    this.#run('touch', sid, () => void this.records.set(sid, text), callback)
  }

  destroy(sid: string, callback: LegacyCallback): void {
    this.#run('destroy', sid, () => void this.records.delete(sid), callback)
  }

  /** The data that are stored, without the cookie. */
  data(sid: string): unknown {
    const text = this.records.get(sid)
    if (text === undefined) return undefined
    const { cookie: _, ...data } = JSON.parse(text)
    return data
  }

  #run(call: string, sid: string, work: () => unknown, callback: LegacyCallback): void {
    this.calls.push(call)
    const { lands = 1, answers = lands, failure } = this.course(call, sid) ?? {}
    let answer: unknown
    if (lands !== Number.POSITIVE_INFINITY && failure === undefined) {
      setTimeout(() => {
        answer = work()
      }, lands)
    }
    if (answers !== Number.POSITIVE_INFINITY) setTimeout(() => callback(failure ?? null, answer), answers)
  }
}

/** Has the timers of this file's tests stand still until they are told to go on. */
export function useVirtualTime(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())
}

export const sid = 'the-session-of-all-of-them'

/** Requests of one browser over such a store, without a network, for that has a time of its own. */
export function open(options: Partial<SessionOptions> = {}) {
  const store = new VirtualStore()
  const middleware: SessionMiddleware = session({ ...recommended, store, ...options })
  store.records.set(sid, JSON.stringify({ cookie: { originalMaxAge: null }, first: 1 }))
  const cookie = `connect.sid=${encodeURIComponent(signSid(sid, toSigner(secret)))}`
  return {
    store,
    middleware,
    /** A request that has loaded the session. */
    async request(): Promise<Request> {
      const request = { headers: { cookie }, url: '/' } as IncomingMessage as Request
      await after(1, new Promise<void>((resolve) => middleware(request, {} as never, () => resolve())))
      return request
    },
  }
}

/** Lets so much time go by, and waits for that. */
export async function after<T>(ms: number, promise?: Promise<T>): Promise<T | undefined> {
  await vi.advanceTimersByTimeAsync(ms)
  return promise
}

/** Does what a session is asked; the error, if it fails. */
export function done(ask: (callback: (error?: unknown) => void) => unknown): Promise<unknown> {
  return new Promise((resolve) => void ask(resolve))
}
