import * as z from 'zod/mini'
import { isLegacyStore, type LegacyStore } from '../../store/legacy/calls.ts'
import { cookieName } from './cookie-policy.ts'

/** The default of express-session's option `name`. */
export const defaultOldName = 'connect.sid'

/** The option `adopt`: where the sessions are that express-session began, as it was told itself. */
export interface AdoptOptions {
  /** Its option `name`. Default `connect.sid`. */
  name?: string | undefined
  /** Its option `secret`: of several each is tried. No length is asked for: it signs nothing new. */
  secret: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Its option `store`. */
  store: LegacyStore
  /**
   * Makes the new data of the old, where they do not fit: a name that `req.session` has for itself, another shape than the
   * schema's. Default: as they are.
   */
  data?: ((data: object) => object) | undefined
  /** Its options `cookie.path` and `cookie.domain`, for taking the cookie back. Default `/`, and none. */
  path?: string | undefined
  domain?: string | undefined
}

const secrets = { error: 'the secret of express-session, or an array of them' }
const secret = z.union([z.string().check(z.minLength(1, secrets)), z.instanceof(Uint8Array)], secrets)

const path = { error: 'a path that begins with "/"' }

export const adoptSchema: z.ZodMiniType<AdoptOptions> = z.strictObject(
  {
    name: z.optional(cookieName),
    secret: z.union([secret, z.array(secret).check(z.minLength(1, secrets))], secrets),
    store: z.custom<LegacyStore>(isLegacyStore, {
      error: 'the store of express-session: an object with get, set and destroy',
    }),
    data: z.optional(
      z.custom<(data: object) => object>((value) => typeof value === 'function', {
        error: 'a function of the old data that answers the new',
      }),
    ),
    path: z.optional(z.string(path).check(z.startsWith('/', path))),
    domain: z.optional(z.string({ error: 'a domain, such as "example.com"' })),
  },
  { error: 'an object with the name, secret and store of express-session' },
)
