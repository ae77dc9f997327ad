import * as z from 'zod/mini'
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

export const functionOf = <Type>(what: string): z.ZodMiniType<Type> =>
  z.custom<Type>((value) => typeof value === 'function', { error: what })

const origin = { error: 'an origin, such as "https://app.example"' }

export const allowedOrigins: z.ZodMiniArray<z.ZodMiniString> = z.array(
  z.string(origin).check(z.refine(isOrigin, origin)),
  { error: 'an array of origins, such as "https://app.example"' },
)

export const announce: z.ZodMiniUnion<readonly [z.ZodMiniBoolean, z.ZodMiniLiteral<'header'>]> = z.union(
  [z.boolean(), z.literal('header')],
  { error: 'true, false or "header"' },
)

const secret = z.union([z.string(), z.instanceof(Uint8Array)], {
  error: 'a string or bytes, or an array of them',
})

/** One secret, or several of which the first is used and all are accepted. */
export const secrets: z.ZodMiniType<Secret | readonly Secret[]> = z.union(
  [secret, z.array(secret).check(z.minLength(1, { error: 'at least one secret' }))],
  { error: 'a string or bytes, or an array of them' },
)

const flag = z.boolean({ error: 'true or false' })
const wholeNumber = { error: 'a whole number, 1 or more' }

const schema = z.strictObject(
  {
    secret: secrets,
    store: z.optional(
      z.custom<SessionStore>(isStore, {
        error:
          'a session store, such as memoryStore() or sqliteStore(); wrap a store of express-session first',
      }),
    ),
    cookie: z._default(
      z.custom<CookieOptions | ((request: unknown) => CookieOptions)>(
        (value) => typeof value === 'function' || (typeof value === 'object' && value !== null),
        { error: 'an object of cookie attributes, or a function of the request that answers one' },
      ),
      {},
    ),
    name: z.optional(cookieName),
    genid: z.optional(
      functionOf<(request: unknown) => string>('a function of the request that answers a sid'),
    ),
    proxy: z.optional(flag),
    resave: z._default(flag, false),
    saveUninitialized: z._default(flag, false),
    rolling: z._default(
      z.union([z.boolean(), z.literal('always')], { error: 'true, false or "always"' }),
      true,
    ),
    unset: z._default(z.enum(['destroy', 'keep'], { error: '"destroy" or "keep"' }), 'destroy'),
    idleTimeout: z.optional(duration()),
    absoluteTimeout: z.nullish(
      duration('a positive number of milliseconds, or null for no absolute timeout'),
    ),
    touchAfter: z.optional(delay()),
    storeTimeout: z.nullish(duration('a positive number of milliseconds, or null for no deadline')),
    schema: z.optional(
      z.custom<StandardSchema>(isStandardSchema, { error: 'a Standard Schema, such as z.object({ … })' }),
    ),
    adopt: z.optional(adoptSchema),
    onInvalid: z._default(
      z.union([z.enum(['error', 'reset']), functionOf<(data: unknown) => object>('a function')], {
        error: '"error", "reset" or a function of the data',
      }),
      'error',
    ),
    unknownKeys: z._default(z.enum(['keep', 'error'], { error: '"keep" or "error"' }), 'keep'),
    expose: z.optional(functionOf<(data: object) => unknown>('a function of the data')),
    subject: z.optional(functionOf<(data: object) => string | null | undefined>('a function of the data')),
    maxSessions: z.optional(z.int(wholeNumber).check(z.positive(wholeNumber))),
    activity: z.optional(functionOf<(request: unknown) => boolean>('a function of the request')),
    onConflict: z.optional(functionOf<(conflict: MergeConflict) => unknown>('a function of the conflict')),
    lazy: z._default(flag, false),
    onLoadError: z._default(z.enum(['next', 'when-read'], { error: '"next" or "when-read"' }), 'next'),
    allowedOrigins: z._default(allowedOrigins, []),
    requireOrigin: z._default(flag, false),
    announce: z._default(announce, false),
    onEvent: z.optional(functionOf<(event: SessionEvent) => void>('a function of the event')),
    clock: z._default(
      z.custom<Clock>(isClock, { error: 'an object with now() and after()' }),
      () => systemClock,
    ),
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
