import type { Difference } from '../difference.ts'
import { parseReceived } from '../received.ts'
import type { RequestObservation } from '../recorder.ts'
import { type Variant, variant, withStore } from '../variants.ts'
import { holdWhileSaving } from './hold-while-saving.ts'
import { PendingSaves } from './pending-saves.ts'

export const savedBeforeSent: Difference = {
  name: 'The session is saved before the headers are sent',
  reason:
    'express-session sends the headers while it saves: a browser that follows a redirect may come before the session does. Here a response waits for the saves that are under way, and what a handler changes meanwhile is saved with them. A body that is given to `end` whole has its `Content-Length`, as without a session; before one in pieces the session is saved, and again before the last byte if it changed. Errors of a whole response go to `next` when it has left, so that no error handler cuts it.',
  concerns: () => true,
  amend: (express) => {
    const saves = new PendingSaves()
    return holding(saves)(withStore((store) => ({ ...store, set: saves.watch(store.set) }))(express))
  },
  level: (request) => {
    const next = inAnyOrder(request.next)
    // What had been sent when an error cut the connection, or when a store never called back.
    const received = request.outcome === 'answered' ? request.received : nothing
    return { ...request, received, next, ...(request.isStreamed && inPieces({ ...request, received, next })) }
  },
}

const nothing = parseReceived('')

type Calls = RequestObservation['calls']

function holding(saves: PendingSaves): Variant {
  return variant((module, options) => {
    const middleware = module(options)
    return (request, response, next) => {
      const held = holdWhileSaving(response)
      let isLoading = true
      middleware(request, response, (error) => {
        if (!isLoading) return held.whenSent(() => next(error))
        isLoading = false
        held.watchEnd((end) => saves.whenDone(request, end))
        next(error)
      })
    }
  })
}

/** A save that fails, and a cookie that cannot be written: which is told first, and so arrives at the error handler. */
function inAnyOrder(next: readonly string[]): readonly string[] {
  const areErrors = next.filter((each) => each.startsWith('passed on ')).length > 1
  return next.filter((each) => !areErrors || !each.startsWith('arrived')).toSorted()
}

function inPieces({ calls, next, outcome, received }: RequestObservation): Partial<RequestObservation> {
  // A save that fails twice says so twice, and comes before other errors.
  const errors = new Set(next.filter((each) => !each.startsWith('arrived')))
  // Whether Express' error handler comes in time to cut it.
  const isCut = [...errors].some((each) => each.startsWith('passed on '))
  return {
    calls: withoutEarlySaves(calls),
    next: [...errors],
    ...(isCut && outcome !== 'no answer' ? { outcome: 'cut off', received: nothing } : { received }),
  }
}

/** What a request saved last, if it did not destroy it then, whenever that was, and what it read before that. */
function withoutEarlySaves(calls: Calls): Calls {
  const isOf = (index: number, ...names: readonly string[]) => {
    const sid = calls[index]?.sid
    return (each: Calls[number]) => each.sid === sid && names.includes(each.call)
  }
  return calls.filter(({ call }, index) => {
    if (call === 'set') return !calls.slice(index + 1).some(isOf(index, 'set', 'destroy'))
    // Before each save it may be read again what another wrote.
    return call !== 'get' || !calls.slice(0, index).some(isOf(index, 'set', 'get'))
  })
}
