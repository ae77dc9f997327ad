import { crypto, type ImmediateSigner } from '../crypto/node.ts'
import { type ProcessVersions, versionsOf } from '../store/legacy/process-versions.ts'
import type { CookieOptions } from './cookie.ts'
import { MemoryStore } from './memory-store.ts'
import { type ParsedOwnOptions, parseOwnOptions } from './own-options.ts'
import { CallsInTurn } from './records/calls-in-turn.ts'
import { LegacyRecords } from './records/legacy-records.ts'
import { MemoryRecords } from './records/memory-records.ts'
import type { Records } from './records/records.ts'
import type { SaveRules } from './request/save-table.ts'
import type { HostRequest, SessionOptions } from './session-options.ts'
import { type ToSetCookie, toSetCookieOf } from './set-cookie.ts'
import { signersOf } from './signers.ts'
import type { Store } from './store.ts'

/** The options, ready for use. */
export interface Settings extends ParsedOwnOptions, SaveRules {
  readonly name: string
  readonly toSetCookie: ToSetCookie
  readonly store: Store
  /** What the store has, for requests; and by its own methods, which call back later: for what a handler asks for by name. */
  readonly records: Records
  readonly recordsByMethods: LegacyRecords
  readonly versions: ProcessVersions
  readonly inTurn: CallsInTurn
  /** Without a secret of its own: that of the request, from cookie-parser. */
  readonly signers: (() => readonly ImmediateSigner[]) | undefined
  readonly resave: boolean
  readonly unsetDestroys: boolean
  readonly proxy: boolean | undefined
  cookie(request: HostRequest): CookieOptions
  genid(request: HostRequest): string
}

/** Throws express-session's errors, word for word, for apps that match them; `option-invalid` for what only is here. */
export function toSettings(options: SessionOptions): Settings {
  const { cookie = {}, genid = newSid, secret, unset } = options
  if (typeof (genid || newSid) !== 'function') throw new TypeError('genid option must be a function')
  if (unset && unset !== 'destroy' && unset !== 'keep') {
    throw new TypeError('unset option must be "destroy" or "keep"')
  }
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : secret ? [secret] : []
  if (Array.isArray(secret) && secret.length === 0) {
    throw new TypeError('secret option array must contain one or more strings')
  }
  const own = parseOwnOptions(options)
  const name = options.name || options.key || 'connect.sid'
  // What a store does not have of it, stores without the base class do without.
  const store = (options.store ?? new MemoryStore()) as Store
  const recordsByMethods = new LegacyRecords(store, own.storeTimeout)
  const records: Records =
    store instanceof MemoryStore ? new MemoryRecords(store, own.storeTimeout) : recordsByMethods
  const versions = versionsOf(store)
  return {
    ...own,
    name,
    toSetCookie: toSetCookieOf(name),
    store,
    records,
    recordsByMethods,
    versions,
    inTurn: new CallsInTurn(store, records, versions),
    signers:
      secrets.length > 0
        ? signersOf(secrets, (signer) => records.remembering?.(signer) ?? signer)
        : undefined,
    resave: options.resave === undefined || Boolean(options.resave),
    saveUninitialized: options.saveUninitialized === undefined || Boolean(options.saveUninitialized),
    rolling: Boolean(options.rolling),
    unsetDestroys: unset === 'destroy',
    proxy: typeof options.proxy === 'boolean' ? options.proxy : undefined,
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
