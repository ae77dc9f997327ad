import type { Difference } from '../differences.ts'
import { withStore } from '../variants.ts'

export const orderedWrites: Difference = {
  name: 'The writes of one session follow each other',
  reason:
    'express-session hands a store two writes at once, and the one that the store is done with last stays, which may be the older.',
  concerns: ({ store: { kind, answers } }) => kind === 'custom' && answers !== 'at once',
  amend: withStore((store) => {
    const lines = new Map<string, (() => void)[]>()
    return {
      ...store,
      set(sid, session, done) {
        const write = (): void =>
          store.set(sid, session, (error) => {
            const [next] = line.splice(0, 1)
            if (next) next()
            else lines.delete(sid)
            done(error)
          })
        const line = lines.get(sid) ?? []
        if (lines.has(sid)) line.push(write)
        else {
          lines.set(sid, line)
          write()
        }
      },
    }
  }),
}
