import type { Difference } from '../differences.ts'
import { type Done, inPlaceOf, withStore } from '../variants.ts'

export const orderedWrites: Difference = {
  name: 'The writes of one session follow each other',
  reason:
    'express-session hands a store two writes at once, or a write and a destroy, and what the store is done with last stays. Here each waits for the one before.',
  concerns: ({ store: { kind, answers } }) => kind !== 'custom' || answers !== 'at once',
  amend: withStore((store) => {
    const lines = new Map<string, (() => void)[]>()
    const goOn = (sid: string): void => {
      const next = lines.get(sid)?.shift()
      if (next) next()
      else lines.delete(sid)
    }
    return {
      ...store,
      set(sid, session, done) {
        const settle: Done = (error) => {
          goOn(sid)
          done(error)
        }
        const write = (): void => store.set(sid, session, inPlaceOf(done, settle))
        const line = lines.get(sid)
        if (line) line.push(write)
        else {
          lines.set(sid, [])
          write()
        }
      },
      destroy(sid, done) {
        const line = lines.get(sid)
        if (!line) return store.destroy(sid, done)
        // What waits would bring it back.
        line.push(() => {
          store.destroy(sid, done)
          goOn(sid)
        })
      },
    }
  }),
}
