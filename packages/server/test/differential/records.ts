import type { SeedPlan, StorePlan } from './program.ts'
import type { VirtualTime } from './virtual-time.ts'

interface Kept {
  cookie?: unknown
  [key: string]: unknown
}

/** How a store keeps sessions between two requests. */
export interface Records {
  get(sid: string): unknown
  set(sid: string, session: Kept): void
  touch(sid: string, session: Kept): void
  delete(sid: string): void
  all(): Record<string, unknown>
  clear(): void
}

export function createRecords(keeps: StorePlan['keeps']): Records {
  return keeps === 'live' ? new LiveRecords() : new TextRecords(keeps)
}

/** Keeps the very object that it is given, and hands it back. */
class LiveRecords implements Records {
  readonly #sessions = new Map<string, Kept>()

  get(sid: string): unknown {
    return this.#sessions.get(sid)
  }
  set(sid: string, session: Kept): void {
    this.#sessions.set(sid, session)
  }
  touch(sid: string, { cookie }: Kept): void {
    const session = this.#sessions.get(sid)
    if (session) session.cookie = cookie
  }
  delete(sid: string): void {
    this.#sessions.delete(sid)
  }
  all(): Record<string, unknown> {
    return Object.fromEntries(this.#sessions)
  }
  clear(): void {
    this.#sessions.clear()
  }
}

/** Keeps JSON, as most do. */
class TextRecords implements Records {
  readonly #texts = new Map<string, string>()
  readonly #keeps: StorePlan['keeps']

  constructor(keeps: StorePlan['keeps']) {
    this.#keeps = keeps
  }

  get(sid: string): unknown {
    const session = this.#parse(sid)
    if (session === undefined || this.#keeps !== 'date') return session
    return { ...session, cookie: withDate(session.cookie) }
  }
  set(sid: string, session: Kept): void {
    this.#texts.set(sid, JSON.stringify({ ...session, cookie: this.#cookieOf(session) }))
  }
  touch(sid: string, session: Kept): void {
    const kept = this.#parse(sid)
    if (kept) this.#texts.set(sid, JSON.stringify({ ...kept, cookie: this.#cookieOf(session) }))
  }
  delete(sid: string): void {
    this.#texts.delete(sid)
  }
  all(): Record<string, unknown> {
    return Object.fromEntries([...this.#texts].map(([sid, text]) => [sid, JSON.parse(text)]))
  }
  clear(): void {
    this.#texts.clear()
  }

  #parse(sid: string): Kept | undefined {
    const text = this.#texts.get(sid)
    return text === undefined ? undefined : JSON.parse(text)
  }

  #cookieOf({ cookie }: Kept): unknown {
    return this.#keeps === 'own properties' && isObject(cookie) ? { ...cookie } : cookie
  }
}

/** What is in the store before the first request comes. */
export function toRecord(seed: SeedPlan, keeps: StorePlan['keeps'], time: VirtualTime): Kept {
  const { cookie, data } = structuredClone(seed)
  if (cookie === 'none') return { ...data }
  const { originalMaxAge } = cookie
  const expires =
    cookie.expires === 'broken'
      ? 'no date at all'
      : cookie.expires && new Date(time.now() + cookie.expires.in).toISOString()
  const rest = { originalMaxAge, httpOnly: true, path: '/' }
  return {
    ...data,
    cookie: keeps === 'own properties' ? { ...rest, _expires: expires } : { ...rest, expires },
  }
}

function withDate(cookie: unknown): unknown {
  const isText = isObject(cookie) && 'expires' in cookie && typeof cookie.expires === 'string'
  return isText ? { ...cookie, expires: new Date(String(cookie.expires)) } : cookie
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
