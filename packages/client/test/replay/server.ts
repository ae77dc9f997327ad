import type { SessionView } from '@sojourn/contract'
import { minute } from '../support/durations.ts'
import type { Schedule } from './schedule.ts'

/** A stay as the server keeps it; true times. */
export interface Stay {
  readonly id: string
  readonly user: number
  readonly createdAt: number
  readonly endsAt: number
  expiresAt: number
  renewedAt: number
  version: number
  /** Whether it was ended or revoked: then its time does not matter. */
  isEnded: boolean
}

export interface Reply {
  readonly status: number
  readonly body: string
  readonly headers: Record<string, string>
  /** The cookie that it sets or, `null`, takes back. */
  readonly cookie?: string | null
}

export interface SimulatedServer {
  readonly renewEvery: number
  /** Answers a request that comes in now with a cookie. */
  handle(method: string, path: string, cookie: string | null): Reply
  /** The stay that it would answer `active` with. */
  peek(cookie: string | null): Stay | undefined
  /** The `id` of the stay that a cookie stands for, over or not. */
  idOf(cookie: string | null): string | undefined
  /** A stay by its `id`, over or not. */
  find(id: string): Stay | undefined
  /** Makes a stay outside of any request; returns its cookie. */
  open(user: number): string
  revoke(cookie: string | null): void
  viewOf(stay: Stay): SessionView
}

/** The session endpoints, and an app beside them: `POST /api` works and renews, `POST /login?user` signs in. */
export function simulatedServer(
  { idleTimeout, absoluteTimeout, serverOffset, announces }: Schedule,
  now: () => number,
): SimulatedServer {
  // `touchAfter` by default: the smaller of a minute and a tenth.
  const renewEvery = Math.min(minute, Math.floor(idleTimeout / 10))
  const byCookie = new Map<string, Stay>()
  const byId = new Map<string, Stay>()

  function peek(cookie: string | null): Stay | undefined {
    const stay = cookie === null ? undefined : byCookie.get(cookie)
    return stay && !stay.isEnded && now() < stay.expiresAt ? stay : undefined
  }
  function renew(stay: Stay): void {
    stay.renewedAt = now()
    stay.expiresAt = Math.min(now() + idleTimeout, stay.endsAt)
  }
  function open(user: number): string {
    const cookie = `sid-${byCookie.size + 1}`
    const stay: Stay = {
      id: `stay-${byCookie.size + 1}`,
      user,
      createdAt: now(),
      endsAt: now() + (absoluteTimeout ?? Infinity),
      expiresAt: 0,
      renewedAt: 0,
      version: 1,
      isEnded: false,
    }
    renew(stay)
    byCookie.set(cookie, stay)
    byId.set(stay.id, stay)
    return cookie
  }
  function viewOf({ id, user, createdAt, expiresAt, endsAt, version }: Stay): SessionView {
    const { at } = clock
    return {
      status: 'active',
      id,
      data: { user, version },
      createdAt: at(createdAt),
      expiresAt: at(expiresAt),
      endsAt: endsAt === Infinity ? null : at(endsAt),
      maxAge: expiresAt - now(),
      originalMaxAge: idleTimeout,
      renewEvery,
      version,
      now: at(now()),
    }
  }
  const clock = { at: (time: number) => 1_600_000_000_000 + serverOffset + time }
  const json = (body: unknown, rest: Partial<Reply> = {}): Reply => ({
    status: 200,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...rest,
  })
  const none = (rest: object = {}): unknown => ({ status: 'none', now: clock.at(now()), ...rest })

  function work(stay: Stay | undefined, changes: boolean): Reply {
    const header = (value: string): Record<string, string> => (announces ? { 'Sojourn-Session': value } : {})
    if (!stay) return json({}, { status: 401, headers: header('none') })
    const isRenewed = now() - stay.renewedAt >= renewEvery
    if (isRenewed) renew(stay)
    if (changes) stay.version++
    return json(
      {},
      { headers: isRenewed ? header(`active; id=${stay.id}; max-age=${stay.expiresAt - now()}`) : {} },
    )
  }

  return {
    renewEvery,
    handle(method, path, cookie) {
      const stay = peek(cookie)
      if (path.startsWith('/login')) return json({}, { cookie: open(Number(path.slice(7))) })
      if (path === '/api/view') {
        if (stay) renew(stay)
        return json(stay ? viewOf(stay) : none())
      }
      if (path.startsWith('/api')) return work(stay, path.endsWith('?change'))
      if (!stay) return json(none())
      if (method === 'DELETE') {
        stay.isEnded = true
        return json(none({ reason: 'signed-out' }), { cookie: null })
      }
      if (method === 'POST') renew(stay)
      return json(viewOf(stay))
    },
    peek,
    idOf: (cookie) => (cookie === null ? undefined : byCookie.get(cookie)?.id),
    find: (id) => byId.get(id),
    open,
    revoke(cookie) {
      const stay = peek(cookie)
      if (stay) stay.isEnded = true
    },
    viewOf,
  }
}
