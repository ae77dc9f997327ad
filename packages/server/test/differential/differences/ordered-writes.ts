import type { Difference } from '../differences.ts'
import { type Done, inPlaceOf, withStore } from '../variants.ts'
import { gone } from './session-history.ts'

export const orderedWrites: Difference = {
  name: 'The writes of one session follow each other',
  reason:
    'express-session hands a store two writes at once, and the one that the store is done with last stays, which may be the older.',
  concerns: ({ store: { kind, answers } }) => kind === 'custom' && answers !== 'at once',
  amend: withStore((store) => {
    const lines = new Map<string, Waiting[]>()
    return {
      ...store,
      set(sid, session, done) {
        const goOn: Done = (error) => {
          const next = lines.get(sid)?.shift()
          if (next) next.write()
          else lines.delete(sid)
          done(error)
        }
        const write = (): void => store.set(sid, session, inPlaceOf(done, goOn))
        const line = lines.get(sid)
        if (line) line.push({ write, done })
        else {
          lines.set(sid, [])
          write()
        }
      },
      destroy(sid, done) {
        // What waits would bring it back.
        for (const waiting of lines.get(sid)?.splice(0) ?? []) waiting.done(gone())
        store.destroy(sid, done)
      },
    }
  }),
}

interface Waiting {
  write(): void
  done(error: Error): void
}
