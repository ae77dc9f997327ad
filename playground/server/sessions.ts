import { createSessions, type SessionStore } from '@sojourn/server'
import { z } from 'zod'
import { runs } from './parallel-run.ts'

const data = z.object({
  user: z.object({ id: z.string(), name: z.string() }).optional(),
  runs: runs.optional(),
})

export interface SessionsOptions {
  readonly secret: string
  readonly store: SessionStore
  /** Milliseconds, for sessions that chose none of their own. */
  readonly idleTimeout: number
}

/** Everything the playground asks of `@sojourn/server`. */
export function createAppSessions({ secret, store, idleTimeout }: SessionsOptions) {
  return createSessions({
    // Cookies do not tell ports apart: a name of its own keeps the playground out of its neighbours' way.
    name: 'sojourn-playground',
    secret,
    store,
    cookie: { maxAge: idleTimeout },
    // The app's own answers tell the browser how long the session now lasts, or that there is none.
    announce: true,
    schema: data,
    expose: ({ user }) => ({ name: user?.name ?? null }),
    subject: ({ user }) => user?.id,
  })
}

export type AppSessions = ReturnType<typeof createAppSessions>

declare module '@sojourn/server' {
  interface Register {
    sessions: AppSessions
  }
}
