import type { IncomingMessage } from 'node:http'
import type { SessionView } from '@sojourn/contract'
import type { SessionContext } from '../../core/request/context.ts'
import { SessionError } from '../../errors.ts'
import { dropInSessionOf, sessionPropertyOf } from './session-property.ts'

/** The view of the request's session, whichever door it came by, with what the handler has written saved. */
export function savedViewOf(request: IncomingMessage): Promise<SessionView> {
  const property = sessionPropertyOf(request)
  property?.takeReplacement()
  const context = property?.context.isInPath
    ? property.context
    : (dropInContextOf(request) ?? property?.context)
  if (context) return context.savedView()
  return Promise.reject(
    new SessionError('not-loaded', 'This request has no session: mount the session middleware before.'),
  )
}

/** By what it can do and not by its class: it may be of another copy of this package. */
function dropInContextOf(request: IncomingMessage): Pick<SessionContext, 'savedView'> | undefined {
  const dropIn = dropInSessionOf(request)
  return isContext(dropIn) ? dropIn : undefined
}

function isContext(dropIn: unknown): dropIn is Pick<SessionContext, 'savedView'> {
  return typeof dropIn === 'object' && dropIn !== null && 'savedView' in dropIn
}
