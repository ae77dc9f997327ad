import { SessionError } from '../errors.ts'

export function gone(): SessionError {
  return new SessionError(
    'session-gone',
    'another request ended the session while this one was under way. Nothing was written; ask the visitor to sign in again.',
  )
}

export function isGone(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'session-gone'
}
