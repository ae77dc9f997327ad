import { setTimeout as delay } from 'node:timers/promises'
import { type Request, Router } from 'express'
import { z } from 'zod'
import { emptyRun, type Run } from './parallel-run.ts'
import { ProblemError, parseBody } from './problems.ts'

/** Runs left behind by closed tabs: the oldest give way. */
const runsKept = 4

/** Long enough that requests sent together have all read before the first of them writes. */
const overlap = 20

const named = z.object({ run: z.string().regex(/^[\w-]{1,40}$/) })
const write = named.extend({
  kind: z.enum(['keys', 'append', 'update', 'assign']),
  request: z.number().int().min(1).max(100),
})

/** Adds one to the counter of a run, as the session middleware at hand does it best. */
export type Increment = (req: Request, run: string) => unknown

/**
 * The same handlers for Sojourn and for express-session: they read `req.session`, wait, and write to it. Only the counter
 * differs, for only Sojourn has `update()`.
 */
export function parallelWrites(increment: Increment): Router {
  const router = Router()

  router.post('/start', (req, res) => {
    const { run } = parseBody(named, req)
    const kept = Object.entries(req.session.runs ?? {}).slice(1 - runsKept)
    req.session.runs = { ...Object.fromEntries(kept), [run]: emptyRun() }
    res.status(204).end()
  })

  router.post('/write', async (req, res) => {
    const { run, kind, request } = parseBody(write, req)
    const mine = runOf(req, run)
    await delay(overlap)
    if (kind === 'keys') mine.keys[request] = true
    else if (kind === 'append') mine.list.push(request)
    else if (kind === 'assign') mine.winner = request
    else await increment(req, run)
    res.status(204).end()
  })

  router.post('/finish', (req, res) => {
    const { run } = parseBody(named, req)
    const { keys, list, counter, winner } = runOf(req, run)
    delete req.session.runs?.[run]
    res.json({ keys: Object.keys(keys).length, append: new Set(list).size, update: counter, winner })
  })

  return router
}

/** The run in this request's session. */
export function runOf(req: Request, name: string): Run {
  const found = req.session.runs?.[name]
  if (found) return found
  throw new ProblemError(404, 'not-found', `This session has no run named ${name}: start it first.`)
}
