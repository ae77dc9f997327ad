import type { JsonObject, SessionOf, Sessions } from '../src/index.ts'

// Tests of both doors are one program; without this the express-session drop-in would type every `req.session`.
declare module '../src/session/register.ts' {
  interface Register {
    sessions: Sessions<SessionOf<JsonObject>>
  }
}
