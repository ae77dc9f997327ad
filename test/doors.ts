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
      'Clock',
      'CookieOptions',
      'JsonObject',
      'JsonValue',
      'Lifetime',
      'MaybePromise',
      'MergeConflict',
      'NewRecord',
      'Register',
      'RegisteredSession',
      'SafeTargetOptions',
      'SessionCookie',
      'SessionErrorCode',
      'SessionEvent',
      'SessionMethods',
      'SessionOf',
      'SessionRecord',
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
    values: ['loadSession', 'session', 'sessionEndpoints'],
    types: [
      'CommitErrorAnswer',
      'Middleware',
      'Next',
      'OnCommitError',
      'SessionEndpointsOptions',
      'SessionOptions',
    ],
  },
  '@sojourn/server/store/sqlite': { values: ['sqliteStore'], types: ['SqliteStore', 'SqliteStoreOptions'] },
  '@sojourn/server/testing': {
    values: ['countingStore', 'manualClock', 'slowStore', 'storeCases'],
    types: ['ManualClock', 'StoreCall', 'StoreCase'],
  },
  '@sojourn/server/contract': {
    values: ['announcementHeader', 'problemMediaType', 'routes'],
    types: ['ActiveView', 'NoneReason', 'NoneView', 'Problem', 'ProblemCode', 'SessionView'],
  },
  '@sojourn/client': {
    values: ['SessionClientError', 'createSessionClient'],
    types: [
      'ActiveState',
      'Clock',
      'Countdown',
      'CountdownTick',
      'DataSchema',
      'EndReason',
      'Env',
      'KeepAliveOptions',
      'NoneState',
      'Phase',
      'RequestOptions',
      'RequireOptions',
      'SessionClient',
      'SessionClientErrorCode',
      'SessionClientOptions',
      'SessionEvents',
      'SessionState',
      'UnknownState',
      'ViewData',
    ],
  },
  '@sojourn/client/redirect': {
    values: ['UnsafeRedirectError', 'createRedirect', 'safeTarget'],
    types: [
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
  '@sojourn/client/contract': {
    values: ['announcementHeader', 'problemMediaType', 'routes'],
    types: ['ActiveView', 'NoneReason', 'NoneView', 'Problem', 'ProblemCode', 'SessionView'],
  },
}
