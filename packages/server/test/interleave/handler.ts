import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Middleware } from '../../src/adapters/express.ts'
import type { Data, RequestRun } from './request-run.ts'
import { personOf, type Step } from './scenario.ts'

type Done = (error?: unknown) => void

/** `req.session` of either door. */
interface AppSession {
  [key: string]: unknown
  readonly rotate: () => Promise<void>
  readonly update: (change: (data: Record<string, unknown>) => void) => Promise<void>
  readonly regenerate: (done: Done) => unknown
  readonly destroy: (done: Done) => unknown
  readonly save: (done: Done) => unknown
  readonly touch: () => unknown
}

interface AppRequest extends IncomingMessage {
  session?: AppSession | null
}

/** An app's handler that does what the plan of the request says, and answers 200 when all of it was done. */
export function handlerOf(run: RequestRun, revoke: (person: string) => Promise<unknown>): Middleware {
  return (request: AppRequest, response: ServerResponse, next) => {
    const work = async (): Promise<void> => {
      if (run.plan.steps.length > 0) run.loaded = look(request)
      for (const step of run.plan.steps) {
        await perform(step, request, run, revoke)
        run.done.push(step)
      }
      response.end('ok')
    }
    work().catch((error: unknown) => {
      run.error = error
      next(error)
    })
  }
}

/** The data as the handler finds them, without what express-session puts beside them. */
function look({ session }: AppRequest): Data | undefined {
  if (!session) return undefined
  const { cookie: _, ...data } = JSON.parse(JSON.stringify(session))
  return data
}

async function perform(
  step: Step,
  request: AppRequest,
  run: RequestRun,
  revoke: (person: string) => Promise<unknown>,
): Promise<void> {
  const { session } = request
  const { name, plan } = run
  const person = personOf(plan.browser)
  if (step === 'revoke') return void (await revoke(person))
  if (!session) return
  switch (step) {
    case 'read': {
      const seen = look(request)
      if (seen !== undefined) run.seen.push(seen)
      return
    }
    case 'write':
      session[`by${name}`] = person
      return
    case 'append':
      if (Array.isArray(session.list)) session.list.push(name)
      else session.list = [name]
      return
    case 'update':
      return session.update((data) => {
        data.count = Number(data.count ?? 0) + 1
        data[`counted${name}`] = true
      })
    case 'sign in':
      session.user = { id: person }
      return
    case 'switch account':
      session.user = accountOf(name)
      return
    case 'rotate':
      return session.rotate()
    case 'regenerate':
    case 'destroy':
    case 'save':
      return new Promise((resolve, reject) => {
        session[step]((error) => (error ? reject(error) : resolve()))
      })
    case 'touch':
      session.touch()
      return
    case 'renew':
    case 'sign out':
      throw new Error(`"${step}" is a request of its own`)
  }
}

/** The account that a request switches to: what makes it that one is in several keys. */
export function accountOf(name: string): object {
  return { id: `the account of ${name}`, role: name, [`is${name}`]: true }
}
