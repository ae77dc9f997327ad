import { Router } from 'express'
import { signedInOnly } from './sign-in.ts'

/** What stands for an app: a request of its own, and an end that the browser is not told of. */
export function appRequests(): Router {
  const router = Router()

  // Touched even where the last renewal is fresh, so that every request shows in the countdown.
  router.get('/inbox', signedInOnly, (req, res) => {
    req.session.touch()
    res.json({ unread: 3 })
  })

  router.post('/revoke', signedInOnly, async (req, res) => {
    await req.session.destroy()
    res.status(204).end()
  })

  return router
}
