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
    targets: { sojourn: 1 / 10, 'drop-in': 1 / 3 },
  },
  {
    name: 'reading',
    use: 'read',
    dataSize: 136,
    hasCookie: true,
    targets: { sojourn: 1 / 4, 'drop-in': 1 / 3 },
  },
  {
    name: 'writing',
    use: 'write',
    dataSize: 136,
    hasCookie: true,
    targets: { sojourn: 1 / 3, 'drop-in': 1 / 3 },
  },
  { name: 'reading 2.2 KB', use: 'read', dataSize: 2_200, hasCookie: true, targets: { sojourn: 1 / 5 } },
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

/** More than any cache of verified cookies holds. */
export const sessionCount = 10_000

/** How the memory that a session takes is measured. */
export const heap = { count: 100_000, dataSize: 136, target: 300 } as const
