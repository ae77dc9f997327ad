import type { Difference } from '../differences.ts'
import { parseReceived } from '../received.ts'
import type { RequestObservation } from '../recorder.ts'
import { type Variant, variant, withStore } from '../variants.ts'
import { holdWhileSaving } from './hold-while-saving.ts'
import { PendingSaves } from './pending-saves.ts'

export const savedBeforeSent: Difference = {
  name: 'The session is saved before the headers are sent',
  reason:
    'express-session sends the headers while it saves: a browser that follows a redirect may come before the session does. Here a response waits for the saves that are under way, and what a handler changes meanwhile is saved with them. A body that is given to `end` whole has its `Content-Length`, as without a session; before one in pieces the session is saved, and again before the last byte if it changed.',
  concerns: () => true,
  amend: (express) => {
    const saves = new PendingSaves()
    return holding(saves)(withStore((store) => ({ ...store, set: saves.watch(store.set) }))(express))
  },
  level: (request) => {
    // A save that fails, and a cookie that cannot be written: which of them is told first.
    const next = request.next.toSorted()
    // What had been sent when an error cut the connection, or when a store never called back.
    const received = request.outcome === 'answered' ? request.received : nothing
    return { ...request, received, next, ...(request.isStreamed && early(request.calls, next)) }
  },
}

const nothing = parseReceived('')

type Calls = RequestObservation['calls']

function holding(saves: PendingSaves): Variant {
  return variant((module, options) => {
    const middleware = module(options)
    return (request, response, next) => {
      const held = holdWhileSaving(response)
      middleware(request, response, (error) => {
        held.watchEnd((end) => saves.whenDone(request, end))
        next(error)
      })
    }
  })
}

function early(calls: Calls, next: readonly string[]): Partial<RequestObservation> {
  // A save that fails twice says so twice, and comes before other errors.
  const errors = new Set(next.filter((each) => !each.startsWith('arrived')))
  return { calls: withoutEarlySaves(calls), next: [...errors] }
}

/** What a request saved last, if it did not destroy it then, whenever that was, and what it read before that. */
function withoutEarlySaves(calls: Calls): Calls {
  const isOf = (index: number, ...names: readonly string[]) => {
    const sid = calls[index]?.sid
    return (each: Calls[number]) => each.sid === sid && names.includes(each.call)
  }
  return calls.filter(({ call }, index) => {
    if (call === 'set') return !calls.slice(index + 1).some(isOf(index, 'set', 'destroy'))
    // Where a save failed, it is read again what another may have written.
    return call !== 'get' || !calls.slice(0, index).some(isOf(index, 'set'))
  })
}
