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
  level: (request) => (request.isStreamed ? withoutEarlySaves(request) : request),
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

/** What a request saved last, whenever that was; and each error once, for a save that fails twice says so twice. */
function withoutEarlySaves(request: RequestObservation): RequestObservation {
  const { calls, next } = request
  const isLast = (index: number): boolean =>
    !calls.slice(index + 1).some(({ call, sid }) => call === 'set' && sid === calls[index]?.sid)
  return {
    ...request,
    calls: calls.filter(({ call }, index) => call !== 'set' || isLast(index)),
    next: [...new Set(next)],
    order: [],
  }
}
