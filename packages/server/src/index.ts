export { type SafeTargetOptions, safeTarget, UnsafeRedirectError } from '@sojourn/contract'
export { type Clock, systemClock } from './clock.ts'
export type { AdoptOptions } from './core/adoption.ts'
export type { SessionContext } from './core/context.ts'
export type { CookieOptions } from './core/cookie-policy.ts'
export { createSessions } from './core/create-sessions.ts'
export type { MergeConflict } from './core/merge.ts'
export type { SessionEvent, SessionsOptions } from './core/options.ts'
export type { HeaderEdits, ResponseFacts, SessionRequest } from './core/request.ts'
export type { Sessions } from './core/sessions.ts'
export type { StandardSchema } from './core/standard-schema.ts'
export { SessionError, type SessionErrorCode } from './errors.ts'
export type { MaybePromise } from './maybe-promise.ts'
export type { JsonObject, JsonValue } from './session/json.ts'
export type { Register, RegisteredSession } from './session/register.ts'
export type { SessionMethods, SessionOf } from './session/session.ts'
export type { SessionCookie } from './session/session-cookie.ts'
export type { LegacyCallback, LegacyStore } from './store/legacy/calls.ts'
export { memoryStore } from './store/memory.ts'
export type {
  Lifetime,
  NewRecord,
  SessionRecord,
  SessionStore,
  StoreAbilities,
  StoredSession,
  Touched,
  WriteResult,
} from './store/store.ts'
