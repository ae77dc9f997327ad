import type { Difference } from '../difference.ts'
import { hasParallelRequests } from '../program.ts'
import { gone, type SessionOf, withHistory } from './session-history.ts'

export const destroyedStays: Difference = {
  name: 'A destroyed session is not brought back',
  reason:
    'In express-session a request that loaded the session before another destroyed it saves it again when it ends: who signed out is signed in once more. Here nothing is written, and the callback of a `save` by hand gets an error (code `session-gone`).',
  concerns: hasParallelRequests,
  amend: withHistory(({ set, touch }, history) => ({
    set(sid, session, done) {
      if (!history.isDestroyedSince((session as SessionOf).req, sid)) set(sid, session, done)
      // Who saves by hand is told; `onsave` is the save at the end of a response.
      else done(done.name === 'onsave' ? undefined : gone())
    },
    ...(touch && {
      touch(sid, session, done) {
        if (history.isDestroyedSince((session as SessionOf).req, sid)) done()
        else touch(sid, session, done)
      },
    }),
  })),
}
