import type { SessionsOptions } from '../core/options/options.ts'
import type { StandardSchema } from '../core/options/standard-schema.ts'
import type { SealedCookie } from './sealed-cookie.ts'

/** Options of `createSessions` that need a store on the server. */
type OfStores = 'maxSessions' | 'genid' | 'storeTimeout' | 'onConflict' | 'adopt'

/** Options of `createSessions` with `sealedCookie()` in place of a store: without those that need one. */
export interface SealedSessionsOptions<
  Schema extends StandardSchema | undefined = undefined,
  View = undefined,
> extends Omit<SessionsOptions<Schema, View>, 'secret' | 'store' | OfStores>,
    Readonly<Partial<Record<OfStores, undefined>>> {
  /** Seals the cookies, unless `sealedCookie` has a secret of its own. */
  secret?: SessionsOptions['secret'] | undefined
  /** What `sealedCookie()` returned. */
  store: SealedCookie
}
