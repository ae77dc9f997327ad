import type {
  Cookie as CookieOfSession,
  CookieData as Data,
  SessionData as DataOfSession,
  default as dropIn,
  MemoryStore as InMemory,
  CookieOptions as Options,
  SessionOptions as OptionsOfSession,
  Session as SessionOfRequest,
  Store as StoreOfSessions,
  SessionView as ViewOfSession,
} from '../dist/express-session.js' with { 'resolution-mode': 'import' }

declare const session: typeof dropIn

declare namespace session {
  /** Apps add their own: `declare module '@sojourn/server/express-session' { interface SessionData { user: User } }` */
  interface SessionData extends DataOfSession {}
  type SessionOptions = OptionsOfSession
  type Session = SessionOfRequest
  type SessionView<Data = unknown> = ViewOfSession<Data>
  type Store = StoreOfSessions
  type MemoryStore = InMemory
  type Cookie = CookieOfSession
  type CookieOptions = Options
  type CookieData = Data
}

declare global {
  namespace Sojourn {
    interface RequestSessions {
      'express-session/commonjs': Partial<session.SessionData>
    }
  }
}

export = session
