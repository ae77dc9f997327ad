import { createSessionClient } from '@sojourn/client'
import type { AppSessions } from '../server/sessions.ts'
import { createMachine } from './machine/machine.ts'

export const machine = createMachine(window)

const { clock, env, fetch } = machine
export const session = createSessionClient<AppSessions>({ url: '/session', clock, env, fetch })

export type State = ReturnType<typeof session.getSnapshot>
