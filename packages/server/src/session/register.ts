import type { JsonObject } from './json.ts'
import type { SessionOf } from './session.ts'

/**
 * Tells every framework the type of `req.session`, by declaration merging.
 *
 * @example
 * declare module '@sojourn/server' { interface Register { sessions: typeof sessions } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps merge their declaration into it.
export interface Register {}

/** The type of `req.session`: that of the registered sessions; without them, plain JSON under any key. */
export type RegisteredSession = Register extends { sessions: { readonly '~session'?: infer Session } }
  ? Session
  : SessionOf<JsonObject>

/** The type of `data` in the view: what the registered sessions `expose`. */
export type RegisteredView = Register extends { sessions: { readonly '~view'?: infer View } } ? View : unknown
