import type { SessionsOptions } from '../core/options/options.ts'
import type { StandardSchema } from '../core/options/standard-schema.ts'
import type { SealedCookie } from './in-place-of-store.ts'

/** Options of `createSessions` that need a store on the server. */
type OfStores = 'maxSessions' | 'genid' | 'storeTimeout' | 'onConflict' | 'adopt'

/** Options of `createSessions` with `sealedCookie()` in place of a store: without those that need one. */
export interface SealedSessionsOptions<
  Schema extends StandardSchema | undefined = undefined,
  View = undefined,
> extends Omit<SessionsOptions<Schema, View>, 'store' | OfStores>,
    Readonly<Partial<Record<OfStores, undefined>>> {
  /** What `sealedCookie()` returned. */
  store: SealedCookie
}
