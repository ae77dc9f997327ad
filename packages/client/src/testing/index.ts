export {
  createTestSessions,
  type Failure,
  type TestSessions,
  type TestSessionsOptions,
} from './create-test-sessions.ts'
export type { WrongAnswer } from './handlers.ts'
export type { StayTimes } from './server-side.ts'
