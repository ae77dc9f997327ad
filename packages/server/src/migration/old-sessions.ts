import { crypto } from '#crypto'
import { type Clock, withDeadline } from '../clock.ts'
import { openExpressSignedId } from '../cookie/express-signed-id.ts'
import { cookieValues } from '../cookie/parse.ts'
import { type CookieAttributes, clearCookie } from '../cookie/set-cookie.ts'
import { type AdoptOptions, defaultOldName } from '../core/options/adopt-option.ts'
import { optionError } from '../core/options/option-error.ts'
import type { Signer } from '../crypto/port.ts'
import { SessionError } from '../errors.ts'
import { andThen, isPromise, type MaybePromise, recover } from '../maybe-promise.ts'
import { isPlainObject } from '../session/json.ts'
import { type LegacyCalls, legacyCalls } from '../store/legacy/calls.ts'
import type { SessionRecord } from '../store/store.ts'
import { unavailable } from '../store/unavailable.ts'

/** A session in the old store: its data, or `taken`: it goes on as one of ours. */
export type OldSession =
  | { readonly status: 'live'; readonly data: Record<string, unknown>; readonly cookie: object }
  | { readonly status: 'taken' }

/** Our record of an old session; `gone`: there is no session, or no more; `left`: it holds what none of ours can. */
export type Migrated = SessionRecord | 'gone' | 'left'

/** The sessions of express-session, as far as taking them over needs them. */
export interface OldSessions {
  /** Whether the request has a cookie of that name. Says nothing of what it is worth. */
  isCarriedBy(cookieHeader: string | undefined): boolean
  /** The sid in the first cookie of that name, if one of the secrets signed it. */
  sidIn(cookieHeader: string | undefined): MaybePromise<string | undefined>
  /** The one sid of ours that an old one becomes, whichever process is asked. */
  newSid(oldSid: string): MaybePromise<string>
  /** Rejects with `store-unavailable`, and with `record-invalid` for what is no session. */
  read(oldSid: string): MaybePromise<OldSession | undefined>
  /** Leaves the old session without its data, so that nobody takes it over again. Rejects with `store-unavailable`. */
  markTaken(oldSid: string, cookie: object): MaybePromise<void>
  /** Removes the old session, some time. Nothing depends on it: what was taken over is refused. */
  remove(oldSid: string): void
  /** The `Set-Cookie` that takes the old cookie back. */
  clearedCookie(isSecure: boolean): string
  /** Take-overs under way, by the new key: requests that come together share one. */
  readonly underWay: Map<string, PromiseLike<Migrated>>
}

/** `timeout`: the milliseconds that the old store has for an answer; `null`: as long as it takes. */
export function toOldSessions(options: AdoptOptions, timeout: number | null, clock: Clock): OldSessions {
  const { name = defaultOldName, path = '/', domain, data: convert = (data: object) => data } = options
  const secrets = Array.isArray(options.secret) ? options.secret : [options.secret]
  const signers: Signer[] = secrets.map((each: string | Uint8Array) => crypto.signer(each))
  const [deriving] = signers
  if (deriving === undefined) throw optionError('adopt.secret', 'none', 'the secret of express-session')
  const calls: LegacyCalls = legacyCalls(options.store)
  const late = (): Error => new Error(`No answer within ${timeout} ms.`)

  function ask<T>(operation: string, call: () => MaybePromise<T>): MaybePromise<T> {
    const refuse = (cause: unknown): never => {
      throw unavailable({ what: 'the store of the option `adopt` failed', operation }, cause)
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
    // By the old secret, which all servers agree on while ours is rotated. No sid holds a space, so nobody has this signed
    // as a cookie.
    newSid: (oldSid) => deriving.sign(`adopt ${oldSid}`),
    read: (oldSid) =>
      andThen(
        ask('get', () => calls.get(oldSid)),
        (stored) => toOldSession(stored, convert, clock),
      ),
    markTaken: (oldSid, cookie) => ask('set', () => calls.set(oldSid, { cookie, [takenKey]: clock.now() })),
    remove(oldSid) {
      const removed = recover<unknown>(
        () => calls.destroy(oldSid),
        () => {},
      )
      if (isPromise(removed)) removed.then(undefined, () => {})
    },
    clearedCookie(isSecure) {
      const secure = isSecure || /^__(host|secure)-/i.test(name)
      return clearCookie(name, { ...clearedAttributes, secure, path, domain })
    },
    underWay: new Map(),
  }
}

/** What is left of a session that was taken over: when. */
const takenKey = 'sojourn.taken'

/** A cookie is told apart by its name, domain and path (RFC 6265bis §5.7); the rest need not be as it was. */
const clearedAttributes: Omit<CookieAttributes, 'path' | 'domain' | 'secure'> = {
  httpOnly: true,
  sameSite: undefined,
  priority: undefined,
  partitioned: false,
}

/** A copy of what the app stored, for the store may hand out its own live object. */
function toOldSession(
  stored: unknown,
  convert: (data: object) => object,
  clock: Clock,
): OldSession | undefined {
  if (stored === undefined) return undefined
  const copy: unknown = JSON.parse(JSON.stringify(stored))
  if (!isPlainObject(copy) || !isPlainObject(copy.cookie)) {
    throw new SessionError(
      'record-invalid',
      'the old store holds something under the sid that is no session of express-session: it has no `cookie`. Nothing was changed.',
    )
  }
  const { cookie, ...data } = copy
  if (Object.hasOwn(data, takenKey)) return { status: 'taken' }
  const expires = copy.cookie.expires ?? copy.cookie._expires
  if (typeof expires === 'string' && Date.parse(expires) <= clock.now()) return undefined
  return { status: 'live', data: { ...convert(data) }, cookie: copy.cookie }
}
