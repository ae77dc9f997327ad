import { Router } from 'express'
import { z } from 'zod'
import { parseBody } from './problems.ts'
import { signedInOnly, userId } from './sign-in.ts'

const named = z.object({ name: z.string().min(1).max(40) })

/** Ends every session of a user. */
export type Revoke = (user: string) => unknown

/** An end by somebody else, on another machine: it needs no cookie, and the browser is not told. */
export function administration(revoke: Revoke): Router {
  const router = Router()
  router.post('/revoke', async (req, res) => {
    await revoke(userId(parseBody(named, req).name))
    res.status(204).end()
  })
  return router
}

/** What stands for an app: a request of its own. */
export function appRequests(): Router {
  const router = Router()
  // Touched even where the last renewal is fresh, so that every request shows in the countdown.
  router.get('/inbox', signedInOnly, (req, res) => {
    req.session.touch()
    res.json({ unread: 3 })
  })
  return router
}
