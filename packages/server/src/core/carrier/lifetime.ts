import type { Lifetime } from '../../store/store.ts'

/** Epoch ms at which a session ends without further activity: the idle timeout, cut by the absolute one. */
export function expiresAt(
  { idleTimeout, endsAt }: Pick<Lifetime, 'idleTimeout' | 'endsAt'>,
  now: number,
): number {
  const idleEnd = now + idleTimeout
  return endsAt === null ? idleEnd : Math.min(idleEnd, endsAt)
}

/** Epoch ms from which a renewal is of use again; never, once the absolute end is what ends the session. */
export function freshUntil({ expiresAt, endsAt }: Lifetime, touchAfter: number, now: number): number {
  return expiresAt === endsAt ? Number.POSITIVE_INFINITY : now + touchAfter
}

/** Milliseconds since the idle timeout was last renewed; nothing is due once the absolute end is what ends the session. */
export function touchedAgo({ expiresAt, idleTimeout, endsAt }: Lifetime, now: number): number {
  return expiresAt === endsAt ? Number.NEGATIVE_INFINITY : now - (expiresAt - idleTimeout)
}

/** How much longer than its session a cookie lives beyond `touchAfter`, in milliseconds: the server alone ends sessions. */
const cookieMargin = 60_000

/** How long the cookie of a session lives from `now` on, in milliseconds; `undefined`: as long as the browser. */
export function cookieMaxAge(
  { persistent, expiresAt }: Lifetime,
  touchAfter: number,
  now: number,
): number | undefined {
  return persistent ? expiresAt - now + touchAfter + cookieMargin : undefined
}
