export type { Register, RegisteredData } from './bindings/register.ts'
export { createSessionClient } from './client/create-session-client.ts'
export type {
  Activity,
  KeepAliveOptions,
  KyHooks,
  ObservedResponse,
  RequestOptions,
  RequireOptions,
  SessionClient,
  SessionClientOptions,
  ViewData,
} from './client/session-client.ts'
export type { Clock } from './clock.ts'
export type { Env } from './env/env.ts'
export { SessionClientError, type SessionClientErrorCode } from './errors.ts'
export type { DataSchema } from './http/parse.ts'
export type { SessionEvents, Trace } from './state/events.ts'
export type {
  ActiveState,
  EndReason,
  NoneState,
  Phase,
  SessionState,
  UnknownState,
} from './state/state.ts'
export type { Countdown, CountdownOptions, CountdownTick, DurationText } from './time/countdown.ts'
