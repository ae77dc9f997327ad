import type { Door } from './door.ts'

/** The doors of `@sojourn/client`. */
export const clientDoors: Readonly<Record<string, Door>> = {
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
