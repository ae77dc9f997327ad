import type { SeenRequest } from '../actions.ts'
import type { Difference } from '../difference.ts'
import { variant } from '../variants.ts'

export const leftAloneAfterFailure: Difference = {
  name: 'After a failed load nothing becomes of the session',
  reason:
    'express-session goes on with what it has. With `unset: "destroy"` it takes the request for one that unset its session: while the store does not answer, signed-in users lose theirs. Where it failed to make a cookie, the error page is never sent.',
  concerns: () => true,
  amend: variant((module, options) => {
    const middleware = module(options)
    return (request: SeenRequest, response, next) => {
      let isLoading = true
      try {
        middleware(request, response, (error) => {
          if (isLoading && error !== undefined) leaveAlone(request)
          isLoading = false
          next(error)
        })
      } catch (error) {
        leaveAlone(request)
        throw error
      }
    }
  }),
}

function leaveAlone(request: SeenRequest): void {
  // Without an ID there is nothing that it could save or destroy.
  delete request.sessionID
  const { session } = request
  if (session) Object.defineProperty(session, 'touch', { value: () => session })
}
