/** What the handler does with the session. */
export type Use = 'untouched' | 'read' | 'write'

/** One row of the table. */
export interface Case {
  readonly name: string
  readonly use: Use
  /** Bytes of session data, as JSON. */
  readonly dataSize: number
  readonly hasCookie: boolean
  /** The most that ours may cost, as a part of what express-session costs in the same run. */
  readonly target?: number
}

export const cases: readonly [Case, ...Case[]] = [
  { name: 'untouched', use: 'untouched', dataSize: 136, hasCookie: true, target: 1 / 10 },
  { name: 'reading', use: 'read', dataSize: 136, hasCookie: true, target: 1 / 4 },
  { name: 'writing', use: 'write', dataSize: 136, hasCookie: true, target: 1 / 3 },
  { name: 'reading 2.2 KB', use: 'read', dataSize: 2_200, hasCookie: true, target: 1 / 5 },
  { name: 'no cookie', use: 'untouched', dataSize: 136, hasCookie: false },
]

export const entries = ['floor', 'express-session', 'sojourn'] as const
export type Entry = (typeof entries)[number]

/** The same for every entry: an app whose users stay signed in while they are active. */
export const maxAge = 15 * 60_000
export const secret = 'the benchmark keeps no secret from you'

/** More than any cache of verified cookies holds. */
export const sessionCount = 10_000

/** How the memory that a session takes is measured. */
export const heap = { count: 100_000, dataSize: 136, target: 300 } as const
