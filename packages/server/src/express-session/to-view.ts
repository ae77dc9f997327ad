import type { SessionView } from '@sojourn/contract'
import { systemClock } from '../clock.ts'
import { crypto } from '../crypto/node.ts'
import { plainJsonValue } from '../session/plain-json.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import type { Settings } from './settings.ts'

/** How long a session is said to last whose cookie ends with the browser: most stores keep those for a day. */
const day = 24 * 60 * 60_000

/**
 * What the browser may see of a session. A record of express-session does not say when it began, so the time of its last
 * renewal stands in, which also is what grows with each change. Throws `not-json` for what `expose` must not answer.
 */
export function toView(
  session: Session | null | undefined,
  settings: Pick<Settings, 'expose' | 'touchAfter'>,
): SessionView {
  const now = systemClock.now()
  if (!session) return { status: 'none', now }
  const { id, lasts, expiresAt } = stayOf(session, now)
  const data = plainJsonValue(settings.expose?.(session as Session & SessionData), 'expose')
  return {
    status: 'active',
    id,
    ...(data !== undefined && { data }),
    createdAt: expiresAt - lasts,
    expiresAt,
    endsAt: null,
    maxAge: Math.max(0, expiresAt - now),
    originalMaxAge: lasts,
    renewEvery: settings.touchAfter,
    version: Math.max(0, expiresAt - lasts),
    now,
  }
}

/** The session's name, how long it lasts without activity, and when it ends then, in milliseconds. */
export function stayOf(
  { id, cookie }: Session,
  now: number,
): { readonly id: string; readonly lasts: number; readonly expiresAt: number } {
  const { expires, originalMaxAge } = cookie
  const lasts = typeof originalMaxAge === 'number' ? originalMaxAge : day
  return {
    id: crypto.sha256(`stay:${id}`) as string,
    lasts,
    expiresAt: expires instanceof Date ? expires.getTime() : now + lasts,
  }
}
