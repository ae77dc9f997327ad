import type { Bytes } from './bytes.ts'
import type { Commands } from './commands.ts'
import type { Growth } from './growth.ts'
import type { LostWrites } from './lost-writes.ts'
import type { PostgresCalls } from './postgres-calls.ts'
import type { Scaling } from './processes.ts'
import type { RequestCost } from './requests-cost.ts'

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
  readonly scaling: readonly Scaling[]
  readonly lostWrites: readonly LostWrites[]
}
