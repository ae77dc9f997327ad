/** What the handler does with the session. */
export type Use = 'untouched' | 'read' | 'write'

/** One row of the table. */
export interface Case {
  readonly name: string
  readonly use: Use
  /** Bytes of session data, as JSON. */
  readonly dataSize: number
  readonly hasCookie: boolean
  /** The most that each of ours may cost, as a part of what express-session costs in the same run. */
  readonly targets: Partial<Record<Ours, number>>
}

export const cases: readonly [Case, ...Case[]] = [
  {
    name: 'untouched',
    use: 'untouched',
    dataSize: 136,
    hasCookie: true,
    targets: { sojourn: 0.09, 'drop-in': 0.15 },
  },
  {
    name: 'reading',
    use: 'read',
    dataSize: 136,
    hasCookie: true,
    targets: { sojourn: 0.25, 'drop-in': 0.33 },
  },
  {
    name: 'writing',
    use: 'write',
    dataSize: 136,
    hasCookie: true,
    targets: { sojourn: 0.27, 'drop-in': 0.33 },
  },
  { name: 'reading 2.2 KB', use: 'read', dataSize: 2_200, hasCookie: true, targets: { sojourn: 0.18 } },
  { name: 'no cookie', use: 'untouched', dataSize: 136, hasCookie: false, targets: {} },
]

/** `createSessions`, and the door that takes express-session's place. */
export const ours = ['sojourn', 'drop-in'] as const
export type Ours = (typeof ours)[number]

export const entries = ['floor', 'express-session', ...ours] as const
export type Entry = (typeof entries)[number]

/** The same for every entry: an app whose users stay signed in while they are active. */
export const maxAge = 15 * 60_000
export const secret = 'the benchmark keeps no secret from you'

/** Visitors of a busy hour. No cache of a processor holds what they have; sojourn remembers the signatures of 32,768. */
export const sessionCount = 10_000

/** What the server is: Express, or the middleware right on `node:http`. */
export type Host = 'express' | 'http'

/** A row of the table over loopback: a server in a process of its own, and requests that come over the network. */
export interface LoopbackCase {
  readonly host: Host
  readonly path: '/untouched' | '/read'
  readonly name: string
  /** The most that sojourn may cost, as a part of what express-session costs in the same run. */
  readonly target?: number
  /** What the gate holds where the target is missed; the table prints the miss. */
  readonly limit?: number
}

export const loopbackCases: readonly LoopbackCase[] = [
  { host: 'express', path: '/untouched', name: 'untouched, over Express', target: 0.15 },
  { host: 'express', path: '/read', name: 'reading, over Express', target: 0.4, limit: 0.6 },
  { host: 'http', path: '/untouched', name: 'untouched, over node:http' },
  { host: 'http', path: '/read', name: 'reading, over node:http' },
]

/** Sessions in a file, beside better-sqlite3-session-store: the most that ours may cost as a part of what that does. */
export const sqliteCases = [
  { name: 'reading 136 B', use: 'read', dataSize: 136, target: 0.6 },
  { name: 'writing 136 B', use: 'write', dataSize: 136, target: 0.75 },
  { name: 'reading 2.2 KB', use: 'read', dataSize: 2_200, target: 0.6 },
  { name: 'writing 2.2 KB', use: 'write', dataSize: 2_200, target: 0.75 },
] as const

/** Sessions in their cookies, beside iron-session: the most that ours may cost as a part of what that does. */
export const sealedCookieCases = [
  { name: 'reading 136 B', use: 'read', dataSize: 136, target: 0.25 },
  { name: 'writing 136 B', use: 'write', dataSize: 136, target: 0.25 },
  { name: 'reading 2.2 KB', use: 'read', dataSize: 2_200, target: 0.25 },
  { name: 'writing 2.2 KB', use: 'write', dataSize: 2_200, target: 0.25 },
] as const

/** How the memory that a session takes is measured. */
export const heap = { count: 100_000, dataSize: 136, target: 300 } as const
