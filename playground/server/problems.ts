import { STATUS_CODES } from 'node:http'
import { type Problem, problemMediaType } from '@sojourn/server/contract'
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { z } from 'zod'

/** An error that the API answers as a problem (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  /** The playground has codes of its own beside Sojourn's. */
  readonly code: string

  constructor(status: number, code: string, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

/** The request's JSON body as `schema` has it; throws `bad-request` with what is wrong. */
export function parseBody<T>(schema: z.ZodType<T>, req: Request): T {
  const { data, error } = schema.safeParse(req.body)
  if (!error) return data
  throw new ProblemError(400, 'bad-request', `The JSON body does not fit:\n${z.prettifyError(error)}`)
}

export const unknownRoute: RequestHandler = (req) => {
  throw new ProblemError(404, 'not-found', `There is no ${req.method} ${req.originalUrl} in this API.`)
}

/** What errors of middleware and handlers tell: body-parser, Sojourn and this file all set a status. */
const told = z.object({
  status: z.number().int().min(400).max(599),
  code: z.string().optional(),
  message: z.string(),
})

/** Answers every error of the API as a problem; what nobody meant to tell is logged and kept back. */
export const answerProblem: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  const { data } = told.safeParse(error)
  const status = data?.status ?? 500
  if (status >= 500) console.error(error)
  const problem: Omit<Problem, 'code'> & { code: string } = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: data?.code ?? (status < 500 ? 'bad-request' : 'internal'),
    detail: data?.message ?? 'The server failed; its log says why.',
  }
  res.status(status).type(problemMediaType).json(problem)
}
