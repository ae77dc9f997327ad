import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Sessions } from '@sojourn/server'

type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** What an entry puts its middleware into: an Express app, or anything that calls it. */
export interface MountPoint {
  use(middleware: Middleware): unknown
}

/** What the module of an entry exports. The endpoints need what it answers. */
export interface Mount {
  mount(app: MountPoint): Sessions | undefined
}
