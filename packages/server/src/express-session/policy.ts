import { crypto, type ImmediateSigner } from '../crypto/node.ts'
import type { CookieOptions } from './cookie.ts'
import { MemoryStore } from './memory-store.ts'
import type { HostRequest, OwnOptions, SessionOptions } from './options.ts'
import { parseOwnOptions } from './own-options.ts'
import { type SharedSessions, sharedSessionsOf } from './records/process-versions.ts'
import type { DecisionPolicy } from './request/decision.ts'
import { type ToSetCookie, toSetCookieOf } from './set-cookie.ts'
import { signersOf } from './signature.ts'
import type { Store } from './store.ts'
import { type StoreCalls, storeCalls } from './store-calls.ts'

/** The options, ready for use. */
export interface Policy extends DecisionPolicy {
  readonly name: string
  readonly toSetCookie: ToSetCookie
  readonly store: Store
  readonly calls: StoreCalls
  readonly shared: SharedSessions
  /** Without a secret of its own: that of the request, from cookie-parser. */
  readonly signers: (() => readonly ImmediateSigner[]) | undefined
  readonly resave: boolean
  readonly unsetDestroys: boolean
  readonly proxy: boolean | undefined
  readonly alwaysRereads: boolean
  readonly touchAfter: number
  readonly expose?: OwnOptions['expose']
  readonly allowedOrigins: readonly string[]
  readonly requireOrigin: boolean
  readonly announce: false | 'header'
  cookie(request: HostRequest): CookieOptions
  genid(request: HostRequest): string
}

/** Throws express-session's errors, word for word, for apps that match them; `option-invalid` for what only is here. */
export function toPolicy(options: SessionOptions): Policy {
  const { cookie = {}, genid = newSid, store = new MemoryStore(), secret, unset } = options
  if (typeof (genid || newSid) !== 'function') throw new TypeError('genid option must be a function')
  if (unset && unset !== 'destroy' && unset !== 'keep') {
    throw new TypeError('unset option must be "destroy" or "keep"')
  }
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : secret ? [secret] : []
  if (Array.isArray(secret) && secret.length === 0) {
    throw new TypeError('secret option array must contain one or more strings')
  }
  const { reread, storeTimeout = null, ...own } = parseOwnOptions(options)
  const name = options.name || options.key || 'connect.sid'
  return {
    ...own,
    name,
    toSetCookie: toSetCookieOf(name),
    // What a store does not have of it, stores without the base class do without.
    store: store as unknown as Store,
    calls: storeCalls(store, storeTimeout),
    shared: sharedSessionsOf(store),
    signers: secrets.length > 0 ? signersOf(secrets) : undefined,
    resave: options.resave === undefined || Boolean(options.resave),
    saveUninitialized: options.saveUninitialized === undefined || Boolean(options.saveUninitialized),
    rolling: Boolean(options.rolling),
    unsetDestroys: unset === 'destroy',
    proxy: options.proxy,
    alwaysRereads: reread === 'always',
    cookie: typeof cookie === 'function' ? cookie : () => cookie || {},
    genid: genid || newSid,
  }
}

/** Not with an underscore in front: two stores keep such IDs for themselves. */
function newSid(): string {
  let sid = crypto.randomId(24)
  while (sid.startsWith('_')) sid = crypto.randomId(24)
  return sid
}
