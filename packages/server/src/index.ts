export { type SafeTargetOptions, safeTarget, UnsafeRedirectError } from '@sojourn/contract'
export { type Clock, systemClock } from './clock.ts'
export type { AdoptOptions } from './core/options/adopt-option.ts'
export type { CookieOptions } from './core/options/cookie-policy.ts'
export type { SessionEvent, SessionsOptions } from './core/options/options.ts'
export type { StandardSchema } from './core/options/standard-schema.ts'
export type { SessionContext } from './core/request/context.ts'
export type { HeaderEdits, ResponseFacts, SessionRequest } from './core/request/request.ts'
export type { Sessions } from './core/request/sessions.ts'
export { createSessions } from './create-sessions.ts'
export { SessionError, type SessionErrorCode } from './errors.ts'
export type { MaybePromise } from './maybe-promise.ts'
export type { JsonObject, JsonValue } from './session/json.ts'
export type { MergeConflict } from './session/merge.ts'
export type { Register, RegisteredSession } from './session/register.ts'
export type { SessionMethods, SessionOf } from './session/session.ts'
export type { SessionCookie } from './session/session-cookie.ts'
export type { LegacyCallback, LegacyStore } from './store/legacy/calls.ts'
export { memoryStore } from './store/memory.ts'
export type {
  KeyPage,
  Lifetime,
  NewRecord,
  SessionRecord,
  SessionStore,
  StoreAbilities,
  StoredSession,
  StoreNews,
  Touched,
  WriteResult,
} from './store/store.ts'
