import { SessionError } from '../../errors.ts'

/** The key is left out of the message: where sids are not hashed, it is a credential. */
export function taken(): Error {
  return new Error('memoryStore: a live session is stored under that key')
}

export function full(max: number): SessionError {
  const message = `memoryStore: full with ${max} live sessions that have a subject; raise max, or use another store`
  return new SessionError('store-full', message)
}
