import { createSessionClient } from '@sojourn/client'
import type { AppSessions } from '../server/sessions.ts'

export const session = createSessionClient<AppSessions>({ url: '/session' })

export type State = ReturnType<typeof session.getSnapshot>
