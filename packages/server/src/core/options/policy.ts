import { markerSuffix } from '@sojourn/contract'
import { crypto } from '#crypto'
import type { Signer } from '../../crypto/port.ts'
import { isPromise } from '../../maybe-promise.ts'
import { reservedKeys } from '../../session/session.ts'
import { guardStore } from '../../store/guard.ts'
import { memoryStore } from '../../store/memory.ts'
import type { SessionStore } from '../../store/store.ts'
import { defaultOldName } from './adopt-option.ts'
import { type CookieOptions, type CookiePolicy, toCookiePolicy } from './cookie-policy.ts'
import { optionError } from './option-error.ts'
import { type ParsedOptions, parseOptions } from './option-schema.ts'
import type { SessionEvent } from './options.ts'
import { schemaKeys } from './schema-keys.ts'
import { warnOfSeconds } from './seconds-habit.ts'
import type { StandardSchema } from './standard-schema.ts'

const minute = 60_000
const defaultIdleTimeout = 30 * minute
const defaultAbsoluteTimeout = 24 * 60 * minute
const maxTouchAfter = minute
/** Short secrets can be guessed offline from one cookie: HMAC-SHA-256 wants as many bytes as its digest (RFC 2104 §3). */
const minSecretLength = 32

/** The options, ready for use: every default filled in, every value checked. */
export interface Policy
  extends Omit<
    ParsedOptions,
    'cookie' | 'secret' | 'store' | 'storeTimeout' | 'idleTimeout' | 'absoluteTimeout' | 'touchAfter'
  > {
  readonly signers: readonly [Signer, ...Signer[]]
  readonly store: SessionStore
  /** The policy of one request: its calls of the store have one deadline together. */
  forRequest(): Policy
  readonly storeTimeout: number | null
  /** The cookie's policy for a request. */
  cookie(request: unknown): CookiePolicy
  /** How long a stay lasts without activity, unless its cookie says otherwise. */
  idleTimeout(cookie: CookiePolicy): number
  readonly absoluteTimeout: number | null
  /** Whether the read cannot wait until a handler asks: an answer may come later. */
  readonly loadsAhead: boolean
  /** How often activity renews a stay of that idle timeout. */
  touchAfter(idleTimeout: number): number
}

/** Parses the options. Throws `option-invalid`, naming the option, what it got and what it takes. */
export function toPolicy(options: unknown): Policy {
  const parsed = parseOptions(options)
  const { cookie, secret, store: givenStore, storeTimeout = 2000, ...rest } = parsed
  const { adopt } = parsed
  const parsedCookie = (options: CookieOptions): CookiePolicy =>
    toCookiePolicy(options, parsed.name, parsed.clock.now())
  const staticCookie = typeof cookie === 'function' ? undefined : parsedCookie(cookie)
  const idleTimeout = parsed.idleTimeout ?? staticCookie?.maxAge ?? defaultIdleTimeout
  const absoluteTimeout =
    parsed.absoluteTimeout === undefined ? defaultAbsoluteTimeout : parsed.absoluteTimeout
  if (absoluteTimeout !== null && idleTimeout > absoluteTimeout) {
    throw optionError(
      'absoluteTimeout',
      parsed.absoluteTimeout === undefined ? `its default, ${absoluteTimeout} ms` : `${absoluteTimeout}`,
      `at least the idle timeout of ${idleTimeout} ms (from \`${parsed.idleTimeout === undefined ? 'cookie.maxAge' : 'idleTimeout'}\`), or null for none`,
    )
  }
  if (parsed.touchAfter !== undefined && parsed.touchAfter > idleTimeout / 2) {
    throw optionError(
      'touchAfter',
      `${parsed.touchAfter}`,
      `at most half the idle timeout, ${idleTimeout / 2}`,
    )
  }
  if (adopt !== undefined) assertOwnName(adopt.name ?? defaultOldName, parsed)
  const inner = givenStore ?? memoryStore({ clock: parsed.clock })
  if (parsed.maxSessions !== undefined && !inner.abilities.subjects) {
    throw optionError(
      'maxSessions',
      `${parsed.maxSessions} with a store that cannot list sessions`,
      'a store with the ability `subjects`',
    )
  }
  if (parsed.maxSessions !== undefined && parsed.subject === undefined) {
    throw optionError(
      'maxSessions',
      `${parsed.maxSessions} without \`subject\``,
      'the option `subject` beside it',
    )
  }
  if (parsed.schema !== undefined) assertFitsEmptySession(parsed.schema)
  const onEvent = parsed.onEvent && quietly(parsed.onEvent)
  const { store, forRequest } = guardStore(inner, { timeout: storeTimeout, clock: parsed.clock, onEvent })

  const warn = warnOfSeconds(parsed.clock)
  warn({ 'cookie.maxAge': staticCookie?.maxAge, idleTimeout: parsed.idleTimeout, absoluteTimeout })
  const policy: Policy = {
    ...rest,
    onEvent,
    signers: toSigners(secret),
    storeTimeout,
    store,
    forRequest() {
      const requestStore = forRequest()
      if (requestStore === store) return policy
      return Object.create(policy, { store: { value: requestStore, enumerable: true } })
    },
    cookie(request) {
      if (typeof cookie !== 'function') return staticCookie ?? parsedCookie(cookie)
      const own = parsedCookie(cookie(request))
      warn({ 'cookie.maxAge': own.maxAge })
      return own
    },
    idleTimeout: (policy) => parsed.idleTimeout ?? policy.maxAge ?? idleTimeout,
    absoluteTimeout,
    loadsAhead: !parsed.lazy && !(inner.abilities.immediate && crypto.immediate && adopt === undefined),
    touchAfter: (idle) =>
      parsed.touchAfter === undefined
        ? Math.min(maxTouchAfter, idle / 10)
        : Math.min(parsed.touchAfter, idle / 2),
  }
  return policy
}

/** The old cookie is taken back when the new one is there: by one name that would be the new one, or its marker. */
function assertOwnName(oldName: string, { name, announce }: ParsedOptions): void {
  const names = name === undefined ? ['sid', '__Host-sid'] : [name]
  if (names.includes(oldName))
    throw optionError('adopt.name', `"${oldName}", the name of the new cookie`, 'another one than `name`')
  if (announce !== true || !names.some((each) => each + markerSuffix === oldName)) return
  throw optionError(
    'announce',
    `true, with \`adopt.name\` "${oldName}", the name of the marker`,
    '"header" as long as sessions are adopted, or another `name` beside it',
  )
}

/** A listener for logs must not make a request fail. */
function quietly(listener: (event: SessionEvent) => void): (event: SessionEvent) => void {
  return (event) => {
    try {
      listener(event)
    } catch {}
  }
}

function toSigners(option: ParsedOptions['secret']): [Signer, ...Signer[]] {
  const [first, ...others] = Array.isArray(option) ? option : [option]
  return [toSigner(first), ...others.map(toSigner)]
}

function toSigner(secret: string | Uint8Array | undefined): Signer {
  if (secret === undefined || secret.length < minSecretLength) {
    throw optionError(
      'secret',
      typeof secret === 'string' ? `a string of ${secret.length} characters` : `${secret?.length ?? 0} bytes`,
      `at least ${minSecretLength}: draw one with \`node -p "crypto.randomBytes(32).toString('base64url')"\``,
    )
  }
  return crypto.signer(secret)
}

/**
 * Every session begins empty, so a schema that cannot answer `{}`, or not at once, fails at start-up and not at a visitor; and
 * so does one with a key that the session has for itself, as far as it tells.
 */
function assertFitsEmptySession(schema: StandardSchema): void {
  const result = schema['~standard'].validate({})
  if (isPromise(result)) {
    Promise.resolve(result).catch(() => {})
    throw optionError('schema', 'a schema that answers asynchronously', 'one that answers synchronously')
  }
  if (result.issues !== undefined) {
    const issue = result.issues[0]
    throw optionError(
      'schema',
      `one that refuses the empty session (${issue?.message ?? 'no reason given'})`,
      'a schema whose every key is optional or has a default',
    )
  }
  const reserved = [...Object.keys(Object(result.value)), ...schemaKeys(schema)].find((key) =>
    reservedKeys.has(key),
  )
  if (reserved === undefined) return
  throw optionError(
    'schema',
    `one with the key "${reserved}", which is a name of the session itself`,
    'a schema with another name for it',
  )
}
