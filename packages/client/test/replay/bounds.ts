/**
 * What is measured, and what each bound means. A page is *watched* while its machine is awake, the page neither frozen nor
 * cached but visible, the browser online, and somebody subscribed; after sleep from its first look at the clock on. All times
 * are true milliseconds, which nobody sets.
 */
export const bounds = {
  'stale active': {
    limit: 250,
    says: 'ms for which a watched page shows steady or expiring though the time of that stay is over at the server',
  },
  unchecked: {
    limit: 2_250,
    says: 'ms after sleep until a watched page that shows a stay looks at the clock',
  },
  verifying: { limit: 5_000, says: 'ms for which a watched page shows verifying without stale' },
  'verifying, network good': {
    limit: 5_000,
    says: 'ms for which a watched page shows verifying, where for longer than any back-off each answer took 2 s at most, since the last news of another tab or of its app',
  },
  none: {
    limit: 5_010,
    says:
      'ms for which a watched page shows none without stale though the server would answer active, since its first chance' +
      ' to know: its own signedIn(), a message of a page that knows; or, with no question under way that it would join,' +
      ' refresh(), touch(), being shown, resumed, online, a change of the cookie, which waits 10 ms for who made it',
  },
  'wrong stay': {
    limit: 5_010,
    says:
      'ms for which a watched page shows steady or expiring without stale though the server would answer another stay, or' +
      ' none because this one was ended, since its first chance to know (being shown is none: answers stay fresh for 10 s)',
  },
  'false ends': {
    limit: 0,
    says: 'times a page went from a stay to none while the server would answer active with it',
  },
  'kept alive': {
    limit: 0,
    says: 'ms beyond renewEvery after the last activity at which keepAlive({ while: "active" }) renewed a stay',
  },
  'requests per focus': {
    limit: 1,
    says: 'questions within a second of being shown, if nothing else happens',
  },
  'requests per hour': {
    limit: 200,
    says: 'requests of one page in an hour of good network and untouched clock, less one for each act, input and message',
  },
  'hidden requests': {
    limit: 0,
    says: 'requests of a hidden page but those its app asks for, ends, and touches of keepAlive',
  },
  'silent changes': { limit: 0, says: 'times data became another object without changed or started' },
  failures: {
    limit: 0,
    says: 'errors thrown, reported, left unhandled, or of another class than SessionClientError',
  },
} as const

export type Bound = keyof typeof bounds

/** The worst case of each bound. */
export type Worst = Partial<Record<Bound, number>>

/** The bounds that were not kept. */
export function broken(worst: Worst): Bound[] {
  return (Object.keys(bounds) as Bound[]).filter((bound) => (worst[bound] ?? 0) > bounds[bound].limit)
}
