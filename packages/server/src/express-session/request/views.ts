import type { SessionView } from '@sojourn/contract'
import { systemClock } from '../../clock.ts'
import { ofStay } from '../../core/request/announcement.ts'
import type { HeaderEdits } from '../../core/request/request.ts'
import { crypto } from '../../crypto/node.ts'
import { andThen, type MaybePromise } from '../../maybe-promise.ts'
import { plainJsonValue } from '../../session/plain-json.ts'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { RequestSession } from './load.ts'

/** How long a session is said to last whose cookie ends with the browser: most stores keep those for a day. */
const day = 24 * 60 * 60_000

/**
 * What the browser may see of a session that is stored. A record of express-session does not say when it began, so the time
 * of its last renewal stands in, which also is what grows with each change. Throws `not-json` for what `expose` must not
 * answer.
 */
export function viewOf({ settings, request, record }: RequestSession): SessionView {
  const now = systemClock.now()
  const { session } = request
  if (!session || !record.isStored) return { status: 'none', now }
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

/** Ends the session; the view after it. */
export function endedView(of: RequestSession): MaybePromise<SessionView> {
  const { request, record } = of
  const wasActive = Boolean(request.session) && record.isStored
  return andThen(wasActive ? record.end(String(request.sessionID)) : undefined, () => {
    of.isLeftAlone = true
    delete request.session
    const none = { status: 'none', now: systemClock.now() } as const
    return wasActive ? { ...none, reason: 'signed-out' as const } : none
  })
}

/** What the announcement says of what was stored before the headers; nothing where the cookie says as much as before. */
export function announcementOf(
  { request, record, isLeftAlone }: RequestSession,
  { setCookie }: HeaderEdits,
): string | undefined {
  if (record.hasEnded) return 'none'
  if (isLeftAlone) return undefined
  if (!record.isStored) return setCookie === undefined ? 'none' : undefined
  // Nor is a session looked at that nobody else has.
  const session = setCookie && request.session
  if (!session) return undefined
  const now = systemClock.now()
  const { id, expiresAt } = stayOf(session, now)
  return ofStay(id, Math.max(0, expiresAt - now))
}

/** The session's name, how long it lasts without activity, and when it ends then, in milliseconds. */
function stayOf({ id, cookie }: Session, now: number) {
  const { expires, originalMaxAge } = cookie
  const lasts = typeof originalMaxAge === 'number' ? originalMaxAge : day
  return {
    id: crypto.sha256(`stay:${id}`) as string,
    lasts,
    expiresAt: expires instanceof Date ? expires.getTime() : now + lasts,
  }
}
