import type { Difference } from '../differences.ts'
import type { SeenRequest } from '../handler.ts'
import { variant } from '../variants.ts'

export const keptOnFailedLoad: Difference = {
  name: 'A session that cannot be read is not destroyed',
  reason:
    'With `unset: "destroy"` express-session takes a request whose session it failed to load for one that unset it: while the store does not answer, signed-in users lose their sessions.',
  concerns: ({ options: { unset } }) => unset === 'destroy',
  amend: variant((module, options) => {
    const middleware = module(options)
    return (request: SeenRequest, response, next) =>
      middleware(request, response, (error) => {
        // Without an ID there is nothing that it could destroy.
        if (error !== undefined) delete request.sessionID
        next(error)
      })
  }),
}
