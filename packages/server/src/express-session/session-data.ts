import type { Cookie } from './cookie.ts'

/**
 * What `req.session` holds. Apps add their own:
 * `declare module '@sojourn/server/express-session' { interface SessionData { user: User } }`
 */
export interface SessionData {
  cookie: Cookie
}
