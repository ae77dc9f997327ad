import type { Growing, Kind, PeerName, PostgresUse, Use } from './peers.ts'

/** What one run found: the app, its load and the servers shared the cores of one machine. */
export interface Results {
  readonly machine: { readonly cores: number; readonly processor: string; readonly node: string }
  readonly commands: readonly Commands[]
  readonly redisBytes: readonly Bytes[]
  readonly postgresBytes: readonly Bytes[]
  readonly requests: readonly RequestCost[]
  readonly postgresCalls: readonly PostgresCalls[]
  readonly growth: readonly Growth[]
  /** What Redis takes for each of very many sessions of 136 B, its tables included. */
  readonly redisBytesOfMany: number
  readonly redisCpu: RedisCpu
  /** What the index of a subject takes, who has one session. */
  readonly redisIndexBytes: number
  readonly scaling: readonly Scaling[]
  readonly lostWrites: readonly LostWrites[]
}

/** How many commands or statements one request of each kind takes, and which, where the server tells. */
export interface Commands {
  readonly peer: PeerName
  readonly kind: Kind
  readonly count: number
  readonly names: string
}

/** Bytes that a session takes in the server, its key included. */
export interface Bytes {
  readonly peer: PeerName
  readonly dataSize: number
  readonly bytes: number
}

/** Microseconds of CPU time of the app over its framework alone, and of Redis; and requests per second of all together. */
export interface RequestCost {
  readonly peer: PeerName
  readonly use: Use
  readonly cpu: number
  readonly redisCpu: number | undefined
  readonly rate: number
}

/** Microseconds of the clock per call of a store in PostgreSQL, many at once. */
export interface PostgresCalls {
  readonly use: PostgresUse
  readonly sojourn: number
  readonly 'connect-pg-simple': number
}

/** Microseconds of the clock per request that reads, and that writes, of an app whose store holds so many sessions. */
export interface Growth {
  readonly server: Growing
  readonly sessions: number
  readonly read: number
  readonly write: number
}

/** Requests per second of so many processes together, four that read to one that writes. */
export interface Scaling {
  /** How many more were answered with 503. */
  readonly refused: number
  readonly peer: PeerName
  readonly processes: number
  readonly rate: number
}

/** How many trials lost a write: two requests at once, through two processes, that write a key each to one session. */
export interface LostWrites {
  readonly peer: PeerName
  readonly trials: number
  readonly lost: number
}

/** Microseconds of CPU time of Redis for a request that reads, and that writes, over a connection that has no other to send. */
export interface RedisCpu {
  readonly read: number
  readonly write: number
}
