import { z } from 'zod'
import { crypto } from '#crypto'
import type { Clock } from '../clock.ts'
import { openExpressSignedId } from '../cookie/express-signed-id.ts'
import { cookieValues } from '../cookie/parse.ts'
import { type CookieAttributes, clearCookie } from '../cookie/set-cookie.ts'
import type { Signer } from '../crypto/port.ts'
import { SessionError } from '../errors.ts'
import { isPromise, type MaybePromise, recover } from '../maybe-promise.ts'
import { isPlainObject } from '../session/json.ts'
import { type LegacyCalls, type LegacyStore, legacyCalls } from '../store/legacy/calls.ts'
import { cookieName } from './cookie-policy.ts'
import { withDeadline } from './deadline.ts'

/** The option `adopt`: where the sessions are that express-session began, as it was told itself. */
export interface AdoptOptions {
  /** Its option `name`. Default `connect.sid`. */
  name?: string | undefined
  /** Its option `secret`: of several each is tried. No length is asked for: it signs nothing new. */
  secret: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Its option `store`. */
  store: LegacyStore
  /** Its options `cookie.path` and `cookie.domain`, for taking the cookie back. Default `/`, and none. */
  path?: string | undefined
  domain?: string | undefined
}

const secret = z.union([z.string().min(1), z.instanceof(Uint8Array)], {
  error: 'the secret of express-session, or an array of them',
})

export const adoptSchema: z.ZodType<AdoptOptions> = z.strictObject(
  {
    name: cookieName.optional(),
    secret: z.union([secret, z.array(secret).min(1)], {
      error: 'the secret of express-session, or an array of them',
    }),
    store: z.custom<LegacyStore>(isLegacyStore, {
      error: 'the store of express-session: an object with get, set and destroy',
    }),
    path: z.string({ error: 'a path that begins with "/"' }).startsWith('/').optional(),
    domain: z.string({ error: 'a domain, such as "example.com"' }).optional(),
  },
  { error: 'an object with the name, secret and store of express-session' },
)

/** The sessions of express-session, as far as taking them over needs them. */
export interface Adoption {
  /** Whether the request has a cookie of that name. Says nothing of what it is worth. */
  isCarriedBy(cookieHeader: string | undefined): boolean
  /** The sid in the first cookie of that name, if one of the secrets signed it. */
  sidIn(cookieHeader: string | undefined): MaybePromise<string | undefined>
  /** The data of a live session. Rejects with `store-unavailable`, and with `record-invalid` for what is no session. */
  read(sid: string): MaybePromise<Record<string, unknown> | undefined>
  /** Ends it in the old store. Rejects with `store-unavailable`. */
  remove(sid: string): MaybePromise<void>
  /** The `Set-Cookie` that takes the old cookie back. */
  readonly clearedCookie: string
}

/** `timeout`: the milliseconds that the old store has for an answer; `null`: as long as it takes. */
export function toAdoption(options: AdoptOptions, timeout: number | null, clock: Clock): Adoption {
  const { name = 'connect.sid', path = '/', domain } = options
  const secrets = Array.isArray(options.secret) ? options.secret : [options.secret]
  const signers: Signer[] = secrets.map((each: string | Uint8Array) => crypto.signer(each))
  const calls: LegacyCalls = legacyCalls(options.store)

  const late = (): Error => new Error(`No answer within ${timeout} ms.`)

  function ask<T>(operation: string, call: () => MaybePromise<T>): MaybePromise<T> {
    const refuse = (cause: unknown): never => {
      throw unavailable(operation, cause)
    }
    return recover(() => {
      const answer = call()
      return isPromise(answer) && timeout !== null ? withDeadline(answer, timeout, clock, late) : answer
    }, refuse)
  }

  return {
    isCarriedBy: (cookieHeader) => cookieValues(cookieHeader, name).length > 0,
    sidIn(cookieHeader) {
      const [value] = cookieValues(cookieHeader, name)
      return value === undefined ? undefined : openExpressSignedId(value, signers)
    },
    read(sid) {
      const stored = ask('get', () => calls.get(sid))
      return isPromise(stored) ? stored.then((found) => toData(found, clock)) : toData(stored, clock)
    },
    remove: (sid) => ask('destroy', () => calls.destroy(sid)),
    clearedCookie: clearCookie(name, { ...clearedAttributes, path, domain }),
  }
}

/** A cookie is told apart by its name, domain and path (RFC 6265bis §5.7); the rest need not be as it was. */
const clearedAttributes: Omit<CookieAttributes, 'path' | 'domain'> = {
  httpOnly: true,
  secure: false,
  sameSite: undefined,
  priority: undefined,
  partitioned: false,
}

/** A copy of what the app stored, for the store may hand out its own live object. */
function toData(stored: unknown, clock: Clock): Record<string, unknown> | undefined {
  if (stored === undefined) return undefined
  const copy: unknown = JSON.parse(JSON.stringify(stored))
  if (!isPlainObject(copy) || !isPlainObject(copy.cookie)) {
    throw new SessionError(
      'record-invalid',
      'the old store holds something under the sid that is no session of express-session: it has no `cookie`. Nothing was changed.',
    )
  }
  const { cookie, ...data } = copy
  const expires = isPlainObject(cookie) ? (cookie.expires ?? cookie._expires) : undefined
  const isOver = typeof expires === 'string' && Date.parse(expires) <= clock.now()
  return isOver ? undefined : data
}

function unavailable(operation: string, cause: unknown): SessionError {
  return new SessionError(
    'store-unavailable',
    `the store of the option \`adopt\` failed (${operation}). Nothing was lost; see the cause.`,
    cause,
  )
}

function isLegacyStore(value: unknown): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    ['get', 'set', 'destroy'].every((name) => typeof Reflect.get(value, name) === 'function')
  )
}
