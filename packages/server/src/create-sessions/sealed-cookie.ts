import * as z from 'zod/mini'
import { crypto } from '#crypto'
import { systemClock } from '../clock.ts'
import { RequestRecords } from '../core/carrier/request-records.ts'
import { type Sealers, sealedCookieCarrier } from '../core/carrier/sealed-cookie.ts'
import { maxSealedLength } from '../core/carrier/sealed-parts.ts'
import { toSealedText } from '../core/carrier/sealed-record.ts'
import { cookieName } from '../core/options/cookie-policy.ts'
import { optionError, parseOption } from '../core/options/option-error.ts'
import { functionOf, secrets } from '../core/options/option-schema.ts'
import { type Policy, toPolicy } from '../core/options/policy.ts'
import { sealedLength } from '../crypto/port.ts'
import { SessionError } from '../errors.ts'
import { type AdoptCookieOptions, adoptingCarrier } from '../migration/adopt-cookie.ts'
import type { SessionRecord } from '../store/store.ts'
import type { SealedCookie } from './in-place-of-store.ts'
import { Prepared } from './prepared.ts'

export type { AdoptCookieOptions } from '../migration/adopt-cookie.ts'
export type { SealedCookie } from './in-place-of-store.ts'

type Secret = string | Uint8Array

/** Options of `sealedCookie`. */
export interface SealedCookieOptions {
  /**
   * Seals the cookies: at least 32 characters or bytes. In an array the first seals and all open, so that secrets can be
   * rotated. Default: the option `secret` of `createSessions`. One secret is good for 2^32 cookies (NIST SP 800-38D §8.3).
   */
  secret?: Secret | readonly Secret[] | undefined
  /**
   * Maximum of characters of a sealed session, in all its cookies together: a session that needs more cannot be saved
   * (`data-invalid`). Default 7000, which leaves room in the 8 KB that many proxies take as one header; at most 12000.
   */
  maxLength?: number | undefined
  /** Takes over the sessions of iron-session, or of another package that kept them in a cookie. Each is read once. */
  adopt?: AdoptCookieOptions | undefined
}

const defaultMaxLength = 7000
const purpose = 'sojourn sealed cookie'
const length = { error: `a whole number from 500 to ${maxSealedLength}` }
const path = { error: 'a path that begins with "/"' }

const schema = z.strictObject(
  {
    secret: z.optional(secrets),
    maxLength: z.optional(z.int(length).check(z.minimum(500, length), z.maximum(maxSealedLength, length))),
    adopt: z.optional(
      z.strictObject(
        {
          name: cookieName,
          open: functionOf<AdoptCookieOptions['open']>('a function of the cookie that answers its data'),
          path: z.optional(z.string(path).check(z.startsWith('/', path))),
          domain: z.optional(z.string({ error: 'a domain, such as "example.com"' })),
        },
        { error: 'an object with the `name` of the old cookie and a function `open`' },
      ),
    ),
  },
  { error: 'an object of options, or nothing' },
)

/** Options of `createSessions` that say something of a store. */
const ofStores = ['maxSessions', 'genid', 'storeTimeout', 'onConflict', 'adopt'] as const

/**
 * Keeps each session in its own cookie, sealed (AES-256-GCM), in place of a store. The server keeps nothing, so it **cannot end
 * a session**: signing out makes the browser forget the cookie, but a copy of it is good until it expires. Nor can it list the
 * sessions of a user or end them elsewhere. Of two requests at once the one that answers later wins: the other's change, one
 * by `update()` too, **is lost**. Use a store for what must not get lost or has to be revoked.
 *
 * All of that goes for `rotate()` too: the old cookie is not refused. Every change sets the cookie, so saving after the headers were sent fails (`headers-sent`).
 *
 * @throws {SessionError} `option-invalid` for a wrong option; `createSessions` throws it for options that need a store.
 * @example
 * export const sessions = createSessions({
 *   secret: process.env.SESSION_SECRET,
 *   store: sealedCookie(),
 * })
 */
export function sealedCookie(options: SealedCookieOptions = {}): SealedCookie {
  const own = parseOption(schema, options, undefined)
  const maxLength = own.maxLength ?? defaultMaxLength

  return {
    '~prepare'(given) {
      for (const name of ofStores) assertNotGiven(name, Reflect.get(given, name))
      const secret = own.secret ?? Reflect.get(given, 'secret')
      // The store of no request, which nobody asks: it shows what sealed cookies cannot do.
      const store = new RequestRecords(systemClock, assertFits)
      const parsed = toPolicy({ ...given, secret, store })
      const records = (): RequestRecords => new RequestRecords(parsed.clock, assertFits)
      const policy: Policy = {
        ...parsed,
        // What the old cookie holds is not known at once.
        loadsAhead: parsed.loadsAhead || (own.adopt !== undefined && !parsed.lazy),
        forRequest: () => Object.create(policy, { store: { value: records(), enumerable: true } }),
      }
      const carrier = sealedCookieCarrier(policy, toSealers(secret))
      if (own.adopt === undefined) return new Prepared(policy, carrier)
      assertOwnName(own.adopt.name, policy)
      return new Prepared(policy, adoptingCarrier(carrier, policy, own.adopt))
    },
  }

  /** Throws `data-invalid` for what would not fit into the cookies. */
  function assertFits(record: SessionRecord): void {
    const text = toSealedText(record)
    // Three bytes are the most that one character has in UTF-8.
    if (sealedLength(3 * text.length) <= maxLength) return
    const needed = sealedLength(new TextEncoder().encode(text).length)
    if (needed <= maxLength) return
    throw new SessionError(
      'data-invalid',
      `the session would need ${needed} characters of cookies, of which sealedCookie() may use ${maxLength} (its option \`maxLength\`). Nothing was saved; keep less in the session, or keep sessions in a store.`,
    )
  }
}

function assertNotGiven(name: string, value: unknown): void {
  if (value === undefined) return
  const got = typeof value === 'number' ? `${value}` : 'a value'
  const takes = 'a session store beside it, such as sqliteStore(), for it says something of one'
  throw optionError(name, `${got} beside sealedCookie(), which keeps sessions in their browsers alone`, takes)
}

/** The old cookie is taken back when the new one is there: by one name that would be the new one. */
function assertOwnName(oldName: string, policy: Policy): void {
  const names = policy.name === undefined ? ['sid', '__Host-sid'] : [policy.name]
  if (!names.includes(oldName)) return
  throw optionError('adopt.name', `"${oldName}", the name of the new cookie`, 'another one than `name`')
}

/** Of secrets that `toPolicy` has found long enough. */
function toSealers(given: unknown): Sealers {
  const parsed = parseOption(secrets, given, 'secret')
  const [first, ...others] = [parsed].flat().map((each) => crypto.sealer(each, purpose))
  if (first === undefined) throw optionError('secret', 'none', 'at least one secret')
  return [first, ...others]
}
