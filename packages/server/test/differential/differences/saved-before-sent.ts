import type { Difference } from '../differences.ts'
import type { RequestObservation } from '../recorder.ts'
import { type Variant, variant, withStore } from '../variants.ts'
import { holdWhileSaving } from './hold-while-saving.ts'
import { PendingSaves } from './pending-saves.ts'

export const savedBeforeSent: Difference = {
  name: 'The session is saved before the headers are sent',
  reason:
    'express-session sends the headers and all but the last byte while it saves, so that a browser that follows a redirect may come before the session does. A body that `end` is given whole therefore has a `Content-Length` here, as it has without a session. A response that begins before it ends is saved before it begins, and once more before its last byte if the session changed in between.',
  concerns: () => true,
  amend: (express) => {
    const saves = new PendingSaves()
    return holding(saves)(withStore((store) => ({ ...store, set: saves.watch(store.set) }))(express))
  },
  level: (request) => {
    // A save that fails, and a cookie that cannot be written: which of them is told first.
    const next = request.next.toSorted()
    if (!request.isStreamed) return { ...request, next }
    // A save that fails twice says so twice.
    return { ...request, next: [...new Set(next)], calls: withoutEarlySaves(request.calls) }
  },
}

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

/** What a request saved last, if it did not destroy it then, whenever that was, and what it read before that. */
function withoutEarlySaves(calls: RequestObservation['calls']): RequestObservation['calls'] {
  const isOf = (index: number, ...names: readonly string[]) => {
    const sid = calls[index]?.sid
    return (each: RequestObservation['calls'][number]) => each.sid === sid && names.includes(each.call)
  }
  return calls.filter(({ call }, index) => {
    if (call === 'set') return !calls.slice(index + 1).some(isOf(index, 'set', 'destroy'))
    // Where a save failed, it is read again what another may have written.
    return call !== 'get' || !calls.slice(0, index).some(isOf(index, 'set'))
  })
}
