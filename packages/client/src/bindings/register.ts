import type { SessionClient } from '../client/session-client.ts'

/**
 * Tells the bindings what the session's data is:
 * `declare module '@sojourn/client' { interface Register { session: typeof session } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: apps merge their declaration into it.
export interface Register {}

/** The type of `data` in the registered client's states, else unknown. */
export type RegisteredData<App = Register> = App extends { readonly session: SessionClient<infer Data> }
  ? Data
  : unknown
