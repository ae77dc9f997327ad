import type { SessionClient } from '../client/session-client.ts'

/**
 * Tells the bindings the type of the session's data, by declaration merging.
 *
 * @example
 * declare module '@sojourn/client' { interface Register { session: typeof session } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps merge their declaration into it.
export interface Register {}

/** The type of `data` in the states of the registered client; without one, `unknown`. */
export type RegisteredData<App = Register> = App extends { readonly session: SessionClient<infer Data> }
  ? Data
  : unknown
