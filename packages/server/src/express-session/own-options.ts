import * as z from 'zod/mini'
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
    reread: z._default(z.enum(['changed', 'always'], { error: '"changed" or "always"' }), 'changed'),
    touchAfter: z._default(delay(), 0),
    storeTimeout: z._default(
      z.nullable(duration('a positive number of milliseconds, or null for no deadline')),
      null,
    ),
    expose: z.optional(functionOf<Expose>('a function of the data')),
    allowedOrigins: z._default(allowedOrigins, []),
    requireOrigin: z._default(z.boolean({ error: 'true or false' }), false),
    announce: z._default(
      z.union([z.literal(false), z.literal('header')], {
        error: 'false or "header": express-session sets one cookie, so the drop-in has no marker',
      }),
      false,
    ),
  },
  { error: 'an object of options' },
)

/** The options under `sojourn`, parsed. Throws `option-invalid`; what is beside them is express-session's, or a store's. */
export function parseOwnOptions({ sojourn = {} }: SessionOptions): ParsedOwnOptions {
  return parseOption(schema, sojourn, 'sojourn')
}
