import { merge } from '../../../src/session/merge.ts'
import type { Difference } from '../difference.ts'
import { hasParallelRequests, type Program } from '../program.ts'
import { type Done, inPlaceOf } from '../variants.ts'
import {
  type Data,
  dataOf,
  gone,
  type SessionHistory,
  type SessionOf,
  withHistory,
} from './session-history.ts'

export const parallelWrites: Difference = {
  name: 'Two parallel writes to different keys both stay',
  reason:
    'express-session writes the whole session as a request found and changed it, and so takes back what another request wrote in the meantime. Where another did, and where its own write failed, the session is read again before it is written or touched.',
  concerns: (program) => hasParallelRequests(program) || hasFailingWrites(program),
  amend: withHistory(({ get, set, touch }, history) => {
    /** Finds out what the session is to be written with, if that is not what it says itself. */
    function newest(sid: string, { req }: SessionOf, done: (error: unknown, data?: Data) => void): void {
      if (history.isWrittenSince(req, sid)) {
        const found: Done = (error, stored) => {
          if (error && !isMiss(error)) done(error)
          else if (stored) done(undefined, dataOf(stored))
          else done(history.isStored(req) ? gone() : undefined)
        }
        get(sid, found)
      } else {
        done(undefined, history.unseen(req))
      }
    }
    return {
      set(sid, session: SessionOf, done) {
        // What it says now: it may change while the store is asked.
        const ours = dataOf(session)
        newest(sid, session, (error, theirs) => {
          if (error) return done(isGone(error) && done.name === 'onsave' ? undefined : error)
          if (theirs === undefined) return set(sid, session, done)
          const data = merged(session, ours, theirs, history)
          const remember: Done = (failure) => {
            if (!failure) history.remember(session.req, ours, data)
            done(failure)
          }
          set(sid, around(session, data), inPlaceOf(done, remember))
        })
      },
      ...(touch && {
        touch(sid, session: SessionOf, done) {
          if (!history.isWrittenSince(session.req, sid)) return touch(sid, session, done)
          newest(sid, session, (error, theirs) => {
            if (theirs === undefined) done(isGone(error) ? undefined : error)
            else touch(sid, around(session, merged(session, dataOf(session), theirs, history)), done)
          })
        },
      }),
    }
  }),
}

function hasFailingWrites({ store }: Program): boolean {
  return store.failures.some(({ method }) => method === 'set')
}

function merged(session: SessionOf, ours: Data, theirs: Data, history: SessionHistory): Data {
  const prototype = Object.getPrototypeOf(session)
  // As when a session is loaded, what would hide a method is left out.
  const isData = (key: string): boolean => !(key in prototype) && key !== 'id' && key !== 'req'
  const data = Object.entries(merge(history.seen(session.req), ours, theirs))
  return Object.fromEntries(data.filter(([key]) => isData(key)))
}

function around(session: SessionOf, data: Data): Data {
  return Object.assign(Object.create(session), data, { cookie: session.cookie })
}

function isMiss(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'session-gone'
}
