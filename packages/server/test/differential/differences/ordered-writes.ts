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
    const inLine = (sid: string, call: (done: Done) => void, done: Done): void => {
      const settle: Done = (error) => {
        goOn(sid)
        done(error)
      }
      const begin = (): void => call(inPlaceOf(done, settle))
      const line = lines.get(sid)
      if (line) line.push(begin)
      else {
        lines.set(sid, [])
        begin()
      }
    }
    return {
      ...store,
      set: (sid, session, done) => inLine(sid, (settle) => store.set(sid, session, settle), done),
      // There are stores that write all of the session then.
      touch: (sid, session, done) => inLine(sid, (settle) => store.touch(sid, session, settle), done),
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
