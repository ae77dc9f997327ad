import { z } from 'zod'
import { delay } from '../core/options/duration.ts'
import { parseOption } from '../core/options/option-error.ts'
import { allowedOrigins, duration, functionOf } from '../core/options/option-schema.ts'
import type { OwnOptions, SessionOptions } from './session-options.ts'

type Expose = NonNullable<OwnOptions['expose']>

/** All have a value but `expose`. */
export type ParsedOwnOptions = Pick<OwnOptions, 'expose'> & {
  readonly [Name in Exclude<keyof OwnOptions, 'expose'>]-?: Exclude<OwnOptions[Name], undefined>
}

const schema = z.strictObject(
  {
    reread: z.enum(['changed', 'always'], { error: '"changed" or "always"' }).default('changed'),
    touchAfter: delay().default(0),
    storeTimeout: duration('a positive number of milliseconds, or null for no deadline')
      .nullable()
      .default(null),
    expose: functionOf<Expose>('a function of the data').optional(),
    allowedOrigins: allowedOrigins.default([]),
    requireOrigin: z.boolean({ error: 'true or false' }).default(false),
    announce: z
      .union([z.literal(false), z.literal('header')], {
        error: 'false or "header": express-session sets one cookie, so the drop-in has no marker',
      })
      .default(false),
  },
  { error: 'an object of options' },
)

/** The options under `sojourn`, parsed. Throws `option-invalid`; what is beside them is express-session's, or a store's. */
export function parseOwnOptions({ sojourn = {} }: SessionOptions): ParsedOwnOptions {
  return parseOption(schema, sojourn, 'sojourn')
}
