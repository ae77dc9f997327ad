import * as z from 'zod/mini'
import type { ActiveView, NoneView, SessionView } from './view.ts'

/** The last moment of a `Date` (ECMA-262, time values): what lies behind it is neither a time nor a span. */
const lastMoment = 8_640_000_000_000_000
const isAmount = (n: unknown): boolean => Number.isInteger(n) && Number(n) >= 0 && Number(n) <= lastMoment
const amount = z.number().check(z.refine(isAmount))
/** JSON has no Infinity, and writes null. */
const amountOrInfinity: z.ZodMiniType<number> = z.any().check(
  z.refine((n) => n === null || isAmount(n)),
  z.overwrite((n) => n ?? Infinity),
)

const activeView = z.object({
  status: z.literal('active'),
  id: z.string().check(z.refine((id) => id !== '')),
  data: z.exactOptional(z.unknown()),
  createdAt: amount,
  expiresAt: amountOrInfinity,
  endsAt: z.nullable(amount),
  maxAge: amountOrInfinity,
  originalMaxAge: amountOrInfinity,
  renewEvery: amount,
  version: amount,
  now: amount,
} satisfies Record<keyof ActiveView, unknown>)

const verdict = { status: z.literal('none'), now: amount }
const noneView = z.object({
  ...verdict,
  reason: z.exactOptional(z.literal(['signed-out', 'expired', 'revoked'])),
} satisfies Record<keyof NoneView, unknown>)

/**
 * Reads the answer of an endpoint. Of a newer server's answer it leaves out the fields that it does not know, and
 * a reason that it does not know: the verdict counts without it.
 */
export const viewSchema: z.ZodMiniType<SessionView> = z.union([activeView, noneView, z.object(verdict)])
