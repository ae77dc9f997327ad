import { merge } from '../../../src/core/merge.ts'
import type { Difference } from '../differences.ts'
import {
  gone,
  hasParallelRequests,
  type SessionHistory,
  type SessionOf,
  withHistory,
} from './session-history.ts'

type Data = Record<string, unknown>

export const parallelWrites: Difference = {
  name: 'Two parallel writes to different keys both stay',
  reason:
    'express-session writes the whole session as a request found and changed it, and so takes back what another request wrote in the meantime. Where another did, the session is read again before it is written or touched.',
  concerns: hasParallelRequests,
  amend: withHistory(({ get, set, touch }, history) => {
    /** With what others wrote since the request loaded it, or nothing where the session is gone. */
    function renewed(sid: string, session: SessionOf, done: Done, then: (renewed?: Data) => void): void {
      if (history.isWrittenSince(session.req, sid)) {
        get(sid, (error, stored) => {
          if (error && !isMiss(error)) done(error)
          else then(stored ? merged(session, stored as Data, history) : undefined)
        })
      } else {
        then(session)
      }
    }
    return {
      set(sid, session: SessionOf, done) {
        renewed(sid, session, done, (newest) => {
          if (newest || !history.isStored(session.req)) set(sid, newest ?? session, done)
          else done(done.name === 'onsave' ? undefined : gone())
        })
      },
      ...(touch && {
        touch(sid, session: SessionOf, done) {
          renewed(sid, session, done, (newest) => (newest ? touch(sid, newest, done) : done()))
        },
      }),
    }
  }),
}

type Done = (error?: unknown) => void

function isMiss(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function merged(session: SessionOf, stored: Data, history: SessionHistory): Data {
  const { cookie, ...ours } = session
  const { cookie: _, ...theirs } = stored
  const data = merge(history.loaded(session.req), JSON.parse(JSON.stringify(ours)), theirs)
  const prototype = Object.getPrototypeOf(session)
  // As when a session is loaded, what would hide a method is left out.
  const isData = (key: string): boolean => !(key in prototype) && key !== 'id' && key !== 'req'
  const entries = Object.entries(data).filter(([key]) => isData(key))
  return Object.assign(Object.create(session), Object.fromEntries(entries), { cookie })
}
