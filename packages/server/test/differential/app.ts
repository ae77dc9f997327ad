import type { IncomingMessage, ServerResponse } from 'node:http'
import cookieParser from 'cookie-parser'
import express, { type ErrorRequestHandler, type RequestHandler, type Response } from 'express'
import type { Middleware } from '../../src/adapters/express.ts'
import type { SeenRequest } from './actions.ts'
import { toErrorText } from './plain.ts'
import type { AppPlan, Program, RequestPlan } from './program.ts'
import type { Recorder } from './recorder.ts'
import { otherSecret, parserSecret, secretsOf } from './secrets.ts'

type Next = (error?: unknown) => void

export interface AppSurroundings {
  readonly middleware: Middleware
  readonly recorder: Recorder
  readonly planOf: (request: IncomingMessage) => RequestPlan | undefined
  readonly handler: (request: SeenRequest, response: Response, next: Next) => void | Promise<void>
}

type App = (request: IncomingMessage, response: ServerResponse) => void

/** The app of a program, with the middleware under test in it. */
export function createApp(program: Program, surroundings: AppSurroundings): App {
  const { app: plan, options } = program
  const { middleware, recorder, planOf, handler } = surroundings
  const app = express()
  // Otherwise it writes the errors to the console.
  app.set('env', 'test')
  app.set('trust proxy', plan.trustProxy)
  if (plan.cookieParser !== 'none') app.use(cookieParser(parserSecrets(plan, options)))
  const prepare: RequestHandler = (request, _response, next) => {
    if (plan.hidesCookieHeader) delete request.headers.cookie
    if (planOf(request)?.before === 'preset session') Object.assign(request, { session: { preset: true } })
    next()
  }
  const tracked: RequestHandler = (request, response, next) => {
    const pass = (error?: unknown): void => {
      recorder.next(error === undefined ? 'passed on' : `passed on ${toErrorText(error)}`)
      next(error)
    }
    try {
      middleware(request, response, pass)
    } catch (error) {
      // To Express it is the same.
      pass(error)
    }
  }
  const last: ErrorRequestHandler = (error, request, response, next) => {
    recorder.next(`arrived ${toErrorText(error)}, session ${typeof request.session}`)
    // Express would print the stack into the page.
    if (error instanceof Error) error.stack = toErrorText(error)
    if (plan.errorHandler === "Express'") next(error)
    else if (response.headersSent) response.end()
    else response.status(500).send(toErrorText(error))
  }
  app.use(prepare)
  app.use(plan.mount, tracked)
  if (plan.mountedTwice) app.use(plan.mount, tracked)
  app.use((request, response, next) => handler(toSeen(request), response, next))
  app.use(last)
  return app
}

function parserSecrets(
  { cookieParser }: AppPlan,
  options: Program['options'],
): string | string[] | undefined {
  if (cookieParser === 'no secret') return undefined
  if (cookieParser === 'other secret') return otherSecret
  const texts = secretsOf(options).filter((secret) => typeof secret === 'string')
  return texts.length === 0 ? parserSecret : texts
}

/** What the types of Express say of `req.session` depends on who augmented them. */
function toSeen(request: IncomingMessage): SeenRequest {
  return request as SeenRequest
}
