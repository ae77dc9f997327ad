import * as z from 'zod/mini'
import type { Problem } from './problem.ts'

/** Parses the error response of an endpoint. Unknown fields are dropped: RFC 9457 §3.2 allows a problem to have more. */
export const problemSchema: z.ZodMiniType<Problem> = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().check(z.refine((status) => Number.isInteger(status) && status >= 400 && status < 600)),
  code: z.literal([
    'bad-request',
    'origin-refused',
    'not-found',
    'method-not-allowed',
    'store-unavailable',
    'store-full',
    'session-busy',
    'record-invalid',
    'data-invalid',
    'not-json',
    'reserved-key',
    'insecure-connection',
    'headers-sent',
    'not-loaded',
    'option-invalid',
    'session-gone',
    'session-revoked',
    'session-conflict',
    'internal',
  ]),
  detail: z.string(),
} satisfies Record<keyof Problem, unknown>)
