// The server's file, of which the browser's program imports a type.
import { createSessions } from '@sojourn/server'

export interface Person {
  readonly id: string
  readonly name: string
}

export const sessions = createSessions({
  secret: 'a secret of an app, at least 32 bytes',
  expose: (data) => ({ person: data.person as unknown as Person }),
})
export type AppSessions = typeof sessions
