import type { ViewData } from '@sojourn/client'
import type { AppSessions } from './sessions.js'

/** What the rest of the page knows of the server. */
export type View = ViewData<AppSessions>
