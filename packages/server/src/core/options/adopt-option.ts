import * as z from 'zod/mini'
import { isLegacyStore, type LegacyStore } from '../../store/legacy/calls.ts'
import { cookieName } from './cookie-policy.ts'

/** The default of express-session's option `name`. */
export const defaultOldName = 'connect.sid'

/** The option `adopt`: the options that express-session had, so that its sessions can be taken over. */
export interface AdoptOptions {
  /** The option `name` of express-session. Default `connect.sid`. */
  name?: string | undefined
  /** The option `secret` of express-session, of any length. In an array each is tried. */
  secret: string | Uint8Array | readonly (string | Uint8Array)[]
  /** The option `store` of express-session. */
  store: LegacyStore
  /**
   * Turns the old data into the new, if they do not fit: because a key is reserved for a method of `req.session`, or the schema
   * has another shape. Default: the data are kept as they are.
   */
  data?: ((data: object) => object) | undefined
  /** The options `cookie.path` and `cookie.domain` of express-session, for clearing its cookie. Default `/`, and no domain. */
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
