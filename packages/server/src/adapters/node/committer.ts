import type { IncomingMessage } from 'node:http'
import type { SessionContext } from '../../core/request/context.ts'

/** What is committed before the headers, and before the last byte. */
export interface Committer extends Pick<SessionContext, 'commit' | 'commitRest' | 'editsAfterFailure'> {
  /** Whether a second `end` is passed over, which Node.js takes for an error. */
  readonly endsOnce?: boolean
  /** The request, for responses of other libraries that do not name it. */
  readonly request?: IncomingMessage
}
