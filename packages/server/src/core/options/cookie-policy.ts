import * as z from 'zod/mini'
import type { CookieAttributes } from '../../cookie/set-cookie.ts'
import { duration } from './duration.ts'
import { parseOption } from './option-error.ts'

/** The option `cookie`, with the names of express-session. */
export interface CookieOptions {
  domain?: string | undefined
  /** The session ends at this moment at the latest. Cannot be combined with `maxAge`. */
  expires?: Date | null | undefined
  /** Default `true`. */
  httpOnly?: boolean | undefined
  /** Milliseconds that the session lasts without activity. `null` (default): the cookie ends with the browser, the session after `idleTimeout`. */
  maxAge?: number | null | undefined
  partitioned?: boolean | undefined
  /** Default `/`. */
  path?: string | undefined
  priority?: 'low' | 'medium' | 'high' | undefined
  /** `true` means `strict`; `false` sends no attribute; `auto` is `none` on a secure connection, otherwise `lax`. Default `lax`. */
  sameSite?: boolean | 'lax' | 'strict' | 'none' | 'auto' | undefined
  /** `auto` (default) sets the attribute on secure connections. */
  secure?: boolean | 'auto' | undefined
}

/** The option `cookie`, parsed. */
export interface CookiePolicy {
  readonly maxAge: number | null
  readonly expires: number | null
  readonly path: string
  readonly isSecureRequired: boolean
  /** The name of the cookie on a secure or insecure connection: with the prefix `__Host-` only where browsers accept it. */
  name(isSecure: boolean): string
  attributes(isSecure: boolean): CookieAttributes
  /** The attributes of the marker cookie, which scripts may read. */
  markerAttributes(isSecure: boolean): CookieAttributes
}

const path = 'a path that begins with "/"'

const schema = z.strictObject(
  {
    domain: z.optional(
      z.string({ error: 'a domain, such as "example.com"' }).check(
        z.regex(/^\.?[a-z\d-]+(\.[a-z\d-]+)*$/i, {
          error: 'a domain, such as "example.com", without scheme, port or path',
        }),
      ),
    ),
    expires: z.nullish(z.date({ error: 'a Date' })),
    httpOnly: z._default(z.boolean({ error: 'true or false' }), true),
    maxAge: z.nullish(duration('a positive number of milliseconds, or null')),
    partitioned: z._default(z.boolean({ error: 'true or false' }), false),
    path: z._default(
      z
        .string({ error: path })
        .check(
          z.regex(/^[\x21-\x3a\x3c-\x7e]+$/, { error: `${path} without ";" or white space` }),
          z.startsWith('/', { error: path }),
        ),
      '/',
    ),
    priority: z.optional(z.enum(['low', 'medium', 'high'], { error: '"low", "medium" or "high"' })),
    sameSite: z._default(
      z.union([z.boolean(), z.enum(['lax', 'strict', 'none', 'auto'])], {
        error: 'true, false, "lax", "strict", "none" or "auto"',
      }),
      'lax',
    ),
    secure: z.optional(z.union([z.boolean(), z.literal('auto')], { error: 'true, false or "auto"' })),
  },
  { error: 'an object of cookie attributes' },
)

/** RFC 6265bis §4.1.1: a token. */
export const cookieName: z.ZodMiniString = z.string({ error: 'a cookie name' }).check(
  z.regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, {
    error: "a cookie name: letters, digits and any of !#$%&'*+-.^_`|~",
  }),
)

/** Parses the option `cookie`, with the name it goes by. Throws `option-invalid`. */
export function toCookiePolicy(options: CookieOptions, name: string | undefined, now: number): CookiePolicy {
  const cookie = parseOption(schema.check(z.superRefine(refine(name, now))), options, 'cookie')
  const { secure = 'auto' } = cookie
  // Browsers compare the prefixes without regard to case (RFC 6265bis §4.1.3).
  const prefix = /^__(host|secure)-/i.test(name ?? '')
  const hostOnly = cookie.domain === undefined && cookie.path === '/'

  const isMarkedSecure = (isSecure: boolean): boolean => prefix || (secure === 'auto' ? isSecure : secure)

  function toAttributes(isSecure: boolean): CookieAttributes {
    const isMarked = isMarkedSecure(isSecure)
    return {
      path: cookie.path,
      domain: cookie.domain,
      httpOnly: cookie.httpOnly,
      secure: isMarked,
      sameSite: toSameSite(cookie.sameSite, isMarked),
      priority: cookie.priority,
      partitioned: cookie.partitioned && isMarked,
    }
  }
  const secureAttributes = toAttributes(true)
  const plainAttributes = toAttributes(false)
  const secureMarker = { ...secureAttributes, httpOnly: false }
  const plainMarker = { ...plainAttributes, httpOnly: false }
  const secureName = name ?? (hostOnly && isMarkedSecure(true) ? '__Host-sid' : 'sid')
  const plainName = name ?? (hostOnly && isMarkedSecure(false) ? '__Host-sid' : 'sid')

  return {
    maxAge: cookie.maxAge ?? null,
    expires: cookie.expires?.getTime() ?? null,
    path: cookie.path,
    isSecureRequired: isMarkedSecure(false),
    name: (isSecure) => (isSecure ? secureName : plainName),
    attributes: (isSecure) => (isSecure ? secureAttributes : plainAttributes),
    markerAttributes: (isSecure) => (isSecure ? secureMarker : plainMarker),
  }
}

/** Browsers drop `SameSite=None` without `Secure`, so on a plain connection `none` is sent as `lax`. */
function toSameSite(option: ParsedCookie['sameSite'], isSecure: boolean): CookieAttributes['sameSite'] {
  switch (option) {
    case true:
      return 'strict'
    case false:
      return undefined
    case 'auto':
    case 'none':
      return isSecure ? 'none' : 'lax'
    default:
      return option
  }
}

type ParsedCookie = z.output<typeof schema>

function refine(name: string | undefined, now: number) {
  return (cookie: ParsedCookie, context: z.core.$RefinementCtx<ParsedCookie>): void => {
    const refuse = (option: keyof ParsedCookie, message: string): void =>
      context.addIssue({ code: 'custom', path: [option], message, input: cookie[option] })
    if (cookie.expires != null && cookie.maxAge != null)
      refuse('expires', 'no value beside maxAge: choose one of the two')
    if (cookie.expires != null && !(cookie.expires.getTime() > now)) {
      refuse('expires', 'a Date in the future: every session ends then')
    }
    if (cookie.sameSite === 'none' && !cookie.secure) {
      refuse('sameSite', '"none" only beside `secure: true` or `secure: "auto"`: browsers drop it otherwise')
    }
    if (cookie.partitioned && cookie.secure === false) {
      refuse('partitioned', 'true only with `secure: true` or "auto": browsers drop it otherwise')
    }
    const lowered = name?.toLowerCase() ?? ''
    if (!lowered.startsWith('__host-') && !lowered.startsWith('__secure-')) return
    if (cookie.secure === false)
      refuse('secure', `no \`false\` with the name "${name}": browsers drop such a cookie`)
    if (!lowered.startsWith('__host-')) return
    if (cookie.domain !== undefined)
      refuse('domain', `no value with the name "${name}": browsers drop such a cookie`)
    if (cookie.path !== '/') refuse('path', `"/" with the name "${name}": browsers drop the cookie otherwise`)
  }
}
