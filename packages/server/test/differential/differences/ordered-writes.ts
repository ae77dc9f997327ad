import type { Difference } from '../difference.ts'
import { type Done, inPlaceOf } from '../variants.ts'
import { type SessionOf, withHistory } from './session-history.ts'

/** A call under way or in line, and what begins after it. */
interface Turn {
  readonly isEnd: boolean
  isOver: boolean
  readonly next: (() => void)[]
}

/** The last call about a session, and the last that was no destroy. */
interface Line {
  readonly last?: Turn | undefined
  readonly lastWrite?: Turn | undefined
}

export const orderedWrites: Difference = {
  name: 'The writes of one session follow each other',
  reason:
    'express-session hands a store two writes at once, or a write and a destroy, and what the store is done with last stays. Here each waits for the one before, for each of its calls five seconds at most; what a call that was given up undoes when it is done after all is done again.',
  concerns: ({ store: { kind, answers, isSilentOnDestroy } }) =>
    kind !== 'custom' || answers !== 'at once' || isSilentOnDestroy,
  amend: withHistory(({ get, set, touch, destroy }, history) => {
    const lines = new Map<string, Line>()

    function inLine(
      sid: string,
      before: Turn | undefined,
      isEnd: boolean,
      call: (done: Done) => void,
      done: Done,
    ) {
      const turn: Turn = { isEnd, isOver: false, next: [] }
      lines.set(sid, { last: turn, lastWrite: isEnd ? lines.get(sid)?.lastWrite : turn })
      const settle: Done = (error) => {
        turn.isOver = true
        for (const begin of turn.next.splice(0)) begin()
        done(error)
      }
      const begin = (): void => call(inPlaceOf(done, settle))
      if (before === undefined || before.isOver) begin()
      else before.next.push(begin)
    }

    return {
      get,
      set(sid, session: SessionOf, done) {
        const { last, lastWrite } = lines.get(sid) ?? {}
        // One that began anew under the ID of a session that is being destroyed is another.
        const before = last?.isEnd && session.req && !history.isStored(session.req) ? lastWrite : last
        inLine(sid, before, false, (settle) => set(sid, session, settle), done)
      },
      ...(touch && {
        // There are stores that write all of the session then.
        touch(sid, session, done) {
          inLine(sid, lines.get(sid)?.last, false, (settle) => touch(sid, session, settle), done)
        },
      }),
      destroy(sid, done = () => {}) {
        inLine(sid, lines.get(sid)?.last, true, (settle) => destroy(sid, settle), done)
      },
    }
  }),
}
