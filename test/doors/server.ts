import type { Door } from './door.ts'

/** The doors of `@sojourn/server`. */
export const serverDoors: Readonly<Record<string, Door>> = {
  '@sojourn/server': {
    values: [
      'SessionError',
      'UnsafeRedirectError',
      'createSessions',
      'memoryStore',
      'safeTarget',
      'systemClock',
    ],
    types: [
      'AdoptOptions',
      'Clock',
      'CookieOptions',
      'HeaderEdits',
      'JsonObject',
      'JsonValue',
      'KeyPage',
      'LegacyCallback',
      'LegacyStore',
      'Lifetime',
      'MaybePromise',
      'MergeConflict',
      'NewRecord',
      'Register',
      'RegisteredSession',
      'ResponseFacts',
      'SafeTargetOptions',
      'SessionContext',
      'SessionCookie',
      'SessionErrorCode',
      'SessionEvent',
      'SessionMethods',
      'SessionOf',
      'SessionRecord',
      'SessionRequest',
      'SessionStore',
      'Sessions',
      'SessionsOptions',
      'StandardSchema',
      'StoreAbilities',
      'StoreNews',
      'StoredSession',
      'Touched',
      'WriteResult',
    ],
  },
  '@sojourn/server/express': {
    values: ['isTrustedOrigin', 'loadSession', 'session', 'sessionEndpoints', 'sessionView'],
    types: [
      'CommitErrorAnswer',
      'Middleware',
      'Next',
      'OnCommitError',
      'SessionEndpointsOptions',
      'SessionOptions',
      'SessionView',
    ],
  },
  '@sojourn/server/express-session': {
    values: ['Cookie', 'MemoryStore', 'Session', 'Store', 'default', 'module.exports', 'sessionView'],
    types: [
      'CookieData',
      'CookieOptions',
      'SessionData',
      'SessionMiddleware',
      'SessionOptions',
      'SessionView',
    ],
  },
  // What apps and stores require of express-session by itself.
  '@sojourn/server/express-session/session/cookie': {
    values: ['default', 'module.exports'],
    types: [],
  },
  '@sojourn/server/express-session/session/cookie.js': {
    values: ['default', 'module.exports'],
    types: [],
  },
  '@sojourn/server/express-session/session/memory': {
    values: ['default', 'module.exports'],
    types: ['SessionCallback'],
  },
  '@sojourn/server/express-session/session/memory.js': {
    values: ['default', 'module.exports'],
    types: ['SessionCallback'],
  },
  '@sojourn/server/express-session/session/session': {
    values: ['default', 'module.exports'],
    types: [],
  },
  '@sojourn/server/express-session/session/session.js': {
    values: ['default', 'module.exports'],
    types: [],
  },
  '@sojourn/server/express-session/session/store': {
    values: ['default', 'module.exports'],
    types: ['SessionCallback'],
  },
  '@sojourn/server/express-session/session/store.js': {
    values: ['default', 'module.exports'],
    types: ['SessionCallback'],
  },
  '@sojourn/server/store/redis': {
    values: ['redisStore'],
    types: ['RedisClientLike', 'RedisStore', 'RedisStoreOptions', 'SendCommand'],
  },
  '@sojourn/server/store/postgres': {
    values: ['postgresStore', 'postgresTable'],
    types: [
      'PgClient',
      'PgliteClient',
      'PostgresClient',
      'PostgresSql',
      'PostgresStore',
      'PostgresStoreOptions',
    ],
  },
  '@sojourn/server/store/mysql': {
    values: ['mysqlStore', 'mysqlTable'],
    types: ['MariadbClient', 'Mysql2Client', 'MysqlClient', 'MysqlStore', 'MysqlStoreOptions'],
  },
  '@sojourn/server/store/migrating': {
    values: ['migratingStore'],
    types: ['MigratingStore', 'MigratingStoreOptions', 'SweepOptions'],
  },
  '@sojourn/server/store/unstorage': {
    values: ['unstorageStore'],
    types: ['StorageLike', 'UnstorageStore', 'UnstorageStoreOptions'],
  },
  '@sojourn/server/sealed-cookie': {
    values: ['sealedCookie'],
    types: ['AdoptCookieOptions', 'SealedCookie', 'SealedCookieOptions'],
  },
  '@sojourn/server/store/sqlite': { values: ['sqliteStore'], types: ['SqliteStore', 'SqliteStoreOptions'] },
  '@sojourn/server/store/legacy': {
    values: ['legacyStore'],
    types: ['LegacyCallback', 'LegacyStore', 'LegacyStoreOptions'],
  },
  '@sojourn/server/testing': {
    values: ['countingStore', 'manualClock', 'slowStore', 'storeCases', 'unpromised'],
    types: ['ManualClock', 'StoreCall', 'StoreCase', 'StoreTools'],
  },
  '@sojourn/server/contract': {
    values: [
      'announcementHeader',
      'markerSuffix',
      'problemMediaType',
      'problemSchema',
      'routes',
      'viewSchema',
    ],
    types: ['ActiveView', 'NoneReason', 'NoneView', 'Problem', 'ProblemCode', 'SessionView'],
  },
}
