import { session, sessionEndpoints } from '@sojourn/server/express'
import express, { type Express, type RequestHandler } from 'express'
import expressSession from 'express-session'
import { administration, appRequests, type Revoke } from './app-requests.ts'
import { parallelWrites, runOf } from './parallel-writes.ts'
import { allowPeers } from './peers.ts'
import { answerProblem, unknownRoute } from './problems.ts'
import type { AppSessions } from './sessions.ts'
import { signedInOnly, signIn } from './sign-in.ts'

export interface AppOptions {
  readonly sessions: AppSessions
  /** Signs the cookies of the express-session beside it. */
  readonly secret: string
  /** Milliseconds, to choose from. */
  readonly idleTimeouts: readonly number[]
  readonly revoke: Revoke
  /** What the page calls the store. */
  readonly storeName: string
  /** Origins of other processes over the same store. */
  readonly peers: readonly string[]
  /** Serves the pages, and whatever else they ask for. */
  readonly pages: RequestHandler
}

export function createApp({ pages, ...options }: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')

  app.use('/session', sessionEndpoints(options.sessions))
  app.use('/api', express.json(), api(options), unknownRoute, answerProblem)
  app.use(pages)
  return app
}

function api({
  sessions,
  secret,
  idleTimeouts,
  revoke,
  storeName,
  peers,
}: Omit<AppOptions, 'pages'>): express.Router {
  const router = express.Router()

  router.get('/store', (_req, res) => {
    res.json({ name: storeName, peers })
  })

  // Before Sojourn: both want the name `req.session`.
  router.use(
    '/parallel/express-session',
    expressSession({ name: 'express-session', secret, resave: false, saveUninitialized: false }),
    parallelWrites((req, run) => {
      runOf(req, run).counter += 1
    }),
    unknownRoute,
  )

  router.use('/parallel/sojourn', allowPeers(peers))
  router.use(administration(revoke))
  router.use(session(sessions))
  router.use(signIn(idleTimeouts))
  router.use(appRequests())
  router.use(
    '/parallel/sojourn',
    signedInOnly,
    parallelWrites((req, name) =>
      req.session.update(({ runs }) => {
        const run = runs?.[name]
        if (run) run.counter += 1
      }),
    ),
  )
  return router
}
