import { z } from 'zod'
import { delay } from '../core/duration.ts'
import { parseOption } from '../core/option-error.ts'
import { allowedOrigins, duration, functionOf } from '../core/option-schema.ts'
import type { SessionOptions } from './options.ts'

type Expose = NonNullable<SessionOptions['expose']>

export interface OwnOptions {
  readonly reread: 'changed' | 'always'
  readonly touchAfter: number
  readonly storeTimeout?: number | null | undefined
  readonly expose?: Expose | undefined
  readonly allowedOrigins: readonly string[]
  readonly requireOrigin: boolean
}

const schema = z.object({
  reread: z.enum(['changed', 'always'], { error: '"changed" or "always"' }).default('changed'),
  touchAfter: delay().default(0),
  storeTimeout: duration('a positive number of milliseconds, or null for no deadline').nullish(),
  expose: functionOf<Expose>('a function of the data').optional(),
  allowedOrigins: allowedOrigins.default([]),
  requireOrigin: z.boolean({ error: 'true or false' }).default(false),
})

/** The options that express-session does not have, parsed. Throws `option-invalid`; what it does not know it leaves alone. */
export function parseOwnOptions(options: SessionOptions): OwnOptions {
  return parseOption(schema, options, undefined)
}
