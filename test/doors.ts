/** The names behind a door. */
export interface Door {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/** Everything that apps can import. A line here is a promise to keep until the next major version. */
export const doors: Readonly<Record<string, Door>> = {
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
  '@sojourn/server/store/sqlite': { values: ['sqliteStore'], types: ['SqliteStore', 'SqliteStoreOptions'] },
  '@sojourn/server/store/legacy': {
    values: ['legacyStore'],
    types: ['LegacyCallback', 'LegacyStore', 'LegacyStoreOptions'],
  },
  '@sojourn/server/testing': {
    values: ['countingStore', 'manualClock', 'slowStore', 'storeCases'],
    types: ['ManualClock', 'StoreCall', 'StoreCase'],
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
  '@sojourn/client': {
    values: ['SessionClientError', 'createSessionClient'],
    types: [
      'ActiveState',
      'Activity',
      'Clock',
      'Countdown',
      'CountdownOptions',
      'CountdownTick',
      'DataSchema',
      'DurationText',
      'EndReason',
      'Env',
      'KeepAliveOptions',
      'KyHooks',
      'ObservedResponse',
      'NoneState',
      'Phase',
      'Register',
      'RegisteredData',
      'RequestOptions',
      'RequireOptions',
      'SessionClient',
      'SessionClientErrorCode',
      'SessionClientOptions',
      'SessionEvents',
      'SessionState',
      'Trace',
      'UnknownState',
      'ViewData',
    ],
  },
  '@sojourn/client/redirect': {
    values: ['UnsafeRedirectError', 'createRedirect', 'safeTarget'],
    types: [
      'FallbackOptions',
      'HistoryAction',
      'HistoryChoice',
      'HistoryPolicy',
      'Page',
      'Redirect',
      'RedirectDetails',
      'RedirectOptions',
      'RedirectReason',
      'Router',
      'SafeTargetOptions',
    ],
  },
  '@sojourn/client/react': {
    values: ['SessionProvider', 'useCountdown', 'useRequireSession', 'useSession'],
    types: ['RequireSessionOptions', 'SessionProviderProps', 'SessionProvision', 'SessionSelector'],
  },
  '@sojourn/client/vue': {
    values: ['sessionPlugin', 'useCountdown', 'useRequireSession', 'useSession'],
    types: ['RequireSessionOptions', 'SessionProvision', 'SessionSelector'],
  },
  '@sojourn/client/svelte': {
    values: ['provideSession', 'useCountdown', 'useRequireSession', 'useSession'],
    types: ['Current', 'RequireSessionOptions', 'SessionProvision', 'SessionSelector'],
  },
  '@sojourn/client/solid': {
    values: ['SessionProvider', 'useCountdown', 'useRequireSession', 'useSession'],
    types: ['RequireSessionOptions', 'SessionProviderProps', 'SessionProvision', 'SessionSelector'],
  },
  '@sojourn/client/expiry-dialog': {
    values: ['defineExpiryDialog'],
    types: ['ExpiryDialogElement', 'ExpiryDialogTexts', 'ExpiryLimitTexts', 'ExpirySession', 'ExpiryState'],
  },
  '@sojourn/client/testing': {
    values: ['createTestSessions'],
    types: ['Failure', 'StayTimes', 'TestSessions', 'TestSessionsOptions', 'WrongAnswer'],
  },
  '@sojourn/client/contract': {
    values: ['announcementHeader', 'markerSuffix', 'problemMediaType', 'routes'],
    types: ['ActiveView', 'NoneReason', 'NoneView', 'Problem', 'ProblemCode', 'SessionView'],
  },
}
