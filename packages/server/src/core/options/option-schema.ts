import { z } from 'zod'
import { type Clock, systemClock } from '../../clock.ts'
import type { MergeConflict } from '../../session/merge.ts'
import type { SessionStore } from '../../store/store.ts'
import { type AdoptOptions, adoptSchema } from './adopt-option.ts'
import { type CookieOptions, cookieName } from './cookie-policy.ts'
import { delay, duration } from './duration.ts'
import { parseOption } from './option-error.ts'
import type { SessionEvent } from './options.ts'
import type { StandardSchema } from './standard-schema.ts'

type Secret = string | Uint8Array

/** The options of `createSessions`, each of the right kind, with those defaults that depend on nothing else. */
export interface ParsedOptions {
  readonly secret: Secret | readonly Secret[]
  readonly store?: SessionStore | undefined
  readonly cookie: CookieOptions | ((request: unknown) => CookieOptions)
  readonly name?: string | undefined
  readonly genid?: ((request: unknown) => string) | undefined
  readonly proxy?: boolean | undefined
  readonly resave: boolean
  readonly saveUninitialized: boolean
  readonly rolling: boolean | 'always'
  readonly unset: 'destroy' | 'keep'
  readonly idleTimeout?: number | undefined
  readonly absoluteTimeout?: number | null | undefined
  readonly touchAfter?: number | undefined
  readonly storeTimeout?: number | null | undefined
  readonly schema?: StandardSchema | undefined
  readonly adopt?: AdoptOptions | undefined
  readonly onInvalid: 'error' | 'reset' | ((data: unknown) => object)
  readonly unknownKeys: 'keep' | 'error'
  readonly expose?: ((data: object) => unknown) | undefined
  readonly subject?: ((data: object) => string | null | undefined) | undefined
  readonly maxSessions?: number | undefined
  readonly activity?: ((request: unknown) => boolean) | undefined
  readonly onConflict?: ((conflict: MergeConflict) => unknown) | undefined
  readonly lazy: boolean
  readonly onLoadError: 'next' | 'when-read'
  readonly allowedOrigins: readonly string[]
  readonly requireOrigin: boolean
  readonly announce: boolean | 'header'
  readonly onEvent?: ((event: SessionEvent) => void) | undefined
  readonly clock: Clock
}

export { duration }

export const functionOf = <Type>(what: string): z.ZodType<Type> =>
  z.custom<Type>((value) => typeof value === 'function', { error: what })

export const allowedOrigins: z.ZodArray<z.ZodString> = z.array(
  z.string().refine(isOrigin, { error: 'an origin, such as "https://app.example"' }),
  { error: 'an array of origins, such as "https://app.example"' },
)

export const announce: z.ZodUnion<readonly [z.ZodBoolean, z.ZodLiteral<'header'>]> = z.union(
  [z.boolean(), z.literal('header')],
  { error: 'true, false or "header"' },
)

const secret = z.union([z.string(), z.instanceof(Uint8Array)], {
  error: 'a string or bytes, or an array of them',
})

const schema = z.strictObject(
  {
    secret: z.union([secret, z.array(secret).min(1, { error: 'at least one secret' })], {
      error: 'a string or bytes, or an array of them',
    }),
    store: z
      .custom<SessionStore>(isStore, {
        error:
          'a session store, such as memoryStore() or sqliteStore(); wrap a store of express-session first',
      })
      .optional(),
    cookie: z
      .custom<CookieOptions | ((request: unknown) => CookieOptions)>(
        (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
        { error: 'an object of cookie attributes, or a function of the request that answers one' },
      )
      .default({}),
    name: cookieName.optional(),
    genid: functionOf<(request: unknown) => string>(
      'a function of the request that answers a sid',
    ).optional(),
    proxy: z.boolean({ error: 'true or false' }).optional(),
    resave: z.boolean({ error: 'true or false' }).default(false),
    saveUninitialized: z.boolean({ error: 'true or false' }).default(false),
    rolling: z.union([z.boolean(), z.literal('always')], { error: 'true, false or "always"' }).default(true),
    unset: z.enum(['destroy', 'keep'], { error: '"destroy" or "keep"' }).default('destroy'),
    idleTimeout: duration().optional(),
    absoluteTimeout: duration('a positive number of milliseconds, or null for no absolute timeout').nullish(),
    touchAfter: delay().optional(),
    storeTimeout: duration('a positive number of milliseconds, or null for no deadline').nullish(),
    schema: z
      .custom<StandardSchema>(isStandardSchema, { error: 'a Standard Schema, such as z.object({ … })' })
      .optional(),
    adopt: adoptSchema.optional(),
    onInvalid: z
      .union([z.enum(['error', 'reset']), functionOf<(data: unknown) => object>('a function')], {
        error: '"error", "reset" or a function of the data',
      })
      .default('error'),
    unknownKeys: z.enum(['keep', 'error'], { error: '"keep" or "error"' }).default('keep'),
    expose: functionOf<(data: object) => unknown>('a function of the data').optional(),
    subject: functionOf<(data: object) => string | null | undefined>('a function of the data').optional(),
    maxSessions: z
      .int({ error: 'a whole number, 1 or more' })
      .positive({ error: 'a whole number, 1 or more' })
      .optional(),
    activity: functionOf<(request: unknown) => boolean>('a function of the request').optional(),
    onConflict: functionOf<(conflict: MergeConflict) => unknown>('a function of the conflict').optional(),
    lazy: z.boolean({ error: 'true or false' }).default(false),
    onLoadError: z.enum(['next', 'when-read'], { error: '"next" or "when-read"' }).default('next'),
    allowedOrigins: allowedOrigins.default([]),
    requireOrigin: z.boolean({ error: 'true or false' }).default(false),
    announce: announce.default(false),
    onEvent: functionOf<(event: SessionEvent) => void>('a function of the event').optional(),
    clock: z.custom<Clock>(isClock, { error: 'an object with now() and after()' }).default(() => systemClock),
  },
  { error: 'an object of options, with a secret at least: `createSessions({ secret })`' },
)

/** Throws `option-invalid`, naming the option, what it got and what it takes. */
export function parseOptions(options: unknown): ParsedOptions {
  return parseOption(schema, options, undefined)
}

function isStore(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'abilities' in value &&
    ['read', 'create', 'write', 'touch', 'delete'].every(
      (name) => typeof Reflect.get(value, name) === 'function',
    )
  )
}

function isStandardSchema(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard: unknown = Reflect.get(value, '~standard')
  return (
    typeof standard === 'object' &&
    standard !== null &&
    typeof Reflect.get(standard, 'validate') === 'function'
  )
}

function isClock(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'now' in value && 'after' in value
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}
