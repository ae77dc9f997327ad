import { merge } from '../../../src/core/merge.ts'
import type { Difference } from '../differences.ts'
import { hasParallelRequests, type SessionOf, withHistory } from './session-history.ts'

export const parallelWrites: Difference = {
  name: 'Two parallel writes to different keys both stay',
  reason:
    'express-session writes the whole session as a request found and changed it, and so takes back what another request wrote in the meantime.',
  concerns: hasParallelRequests,
  amend: withHistory(({ get, set }, history) => ({
    set(sid, session, done) {
      const { req } = session as SessionOf
      if (!history.isWrittenSince(req, sid)) return set(sid, session, done)
      get(sid, (error, stored) => {
        if (error || !stored) return set(sid, session, done)
        const { cookie: _, ...theirs } = stored as Record<string, unknown>
        const { cookie, ...ours } = session
        const merged = merge(history.loaded(req), JSON.parse(JSON.stringify(ours)), theirs)
        set(sid, Object.assign(Object.create(session), merged, { cookie }), done)
      })
    },
  })),
}
