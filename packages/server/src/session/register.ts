import type { JsonObject } from './json.ts'
import type { SessionOf } from './session.ts'

/**
 * Tells every host what `req.session` holds:
 * `declare module '@sojourn/server' { interface Register { sessions: typeof sessions } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps merge their declaration into it.
export interface Register {}

/** The type of `req.session`: the registered one, else plain JSON under any key. */
export type RegisteredSession = Register extends { sessions: { readonly '~session'?: infer Session } }
  ? Session
  : SessionOf<JsonObject>

/** The type of the data in its view: what the registered sessions `expose`. */
export type RegisteredView = Register extends { sessions: { readonly '~view'?: infer View } } ? View : unknown
