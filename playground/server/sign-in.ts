import { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { ProblemError, parseBody } from './problems.ts'

/** Signing in, and choosing how long a session lasts without activity. Signing out is the client's `end()`, or a plain form. */
export function signIn(idleTimeouts: readonly number[]): Router {
  const router = Router()
  const idleTimeout = z.number().refine((value) => idleTimeouts.includes(value), {
    error: `takes one of these, in milliseconds: ${idleTimeouts.join(', ')}`,
  })
  const credentials = z.object({ name: z.string().trim().min(1).max(40), idleTimeout })

  router.get('/idle-timeouts', (_req, res) => {
    res.json(idleTimeouts)
  })

  router.post('/sign-in', (req, res) => {
    const { name, idleTimeout } = parseBody(credentials, req)
    // A demo: whoever says a name is that user.
    req.session.user = { id: userId(name), name }
    req.session.cookie.maxAge = idleTimeout
    res.status(204).end()
  })

  router.post('/sign-out', async (req, res) => {
    await req.session.destroy()
    res.type('html').send(signedOutPage)
  })

  router.post('/idle-timeout', signedInOnly, (req, res) => {
    const { idleTimeout: chosen } = parseBody(z.object({ idleTimeout }), req)
    req.session.cookie.maxAge = chosen
    res.status(204).end()
  })

  return router
}

/** What a form without any script of Sojourn's leads to. */
const signedOutPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/icon.svg">
<title>Signed out</title>
<p>This page of plain HTML has signed you out. Look at the playground: it knows.</p>
</html>`

/** Ada and ada are one user. */
export function userId(name: string): string {
  return name.toLowerCase()
}

/** Refuses who is not signed in. */
export const signedInOnly: RequestHandler = (req, _res, next) => {
  if (!req.session.user) throw new ProblemError(401, 'not-signed-in', 'Nobody is signed in: sign in first.')
  next()
}
