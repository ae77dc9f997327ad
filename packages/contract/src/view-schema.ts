import * as z from 'zod/mini'
import type { ActiveView, NoneReason, NoneView, SessionView } from './view.ts'

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

const reasons: readonly unknown[] = ['signed-out', 'expired', 'revoked'] satisfies NoneReason[]
const isReason = (reason: unknown): reason is NoneReason => reasons.includes(reason)

const noneView = z.pipe(
  z.object({
    status: z.literal('none'),
    now: amount,
    reason: z.exactOptional(z.unknown()),
  } satisfies Record<keyof NoneView, unknown>),
  z.transform(({ reason, ...verdict }): NoneView => (isReason(reason) ? { ...verdict, reason } : verdict)),
)

/**
 * Reads the answer of an endpoint. Of a newer server's answer it leaves out the fields that it does not know, and
 * a reason that it does not know: the verdict counts without it.
 *
 * This is the specification. A page reads views with `readView`, which answers the same without zod.
 */
export const viewSchema: z.ZodMiniType<SessionView> = z.discriminatedUnion('status', [activeView, noneView])
