import { merge } from '../session/merge.ts'
import { Session } from './session.ts'
import type { Store } from './store.ts'

type Data = Record<string, unknown>

/**
 * The session as this request and others have changed it since `seen`. A document database hands out Dates and the like, and
 * is handed them back: values are compared by their JSON and kept as they are.
 */
export function mergedSession(session: Session, store: Store, seen: Data, ours: Data, newest: Data): Session {
  const data = merge(seen, ours, newest)
  const holder = { sessionID: session.id, sessionStore: store }
  const { cookie } = session
  // Where it was: an order of keys is seen by who lists them.
  return new Session(holder, Object.keys(session)[0] === 'cookie' ? { cookie, ...data } : { ...data, cookie })
}
