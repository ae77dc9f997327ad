import * as z from 'zod/mini'
import type { ActiveView, NoneReason, NoneView, SessionView } from './view.ts'

/** The maximum of a `Date` (ECMA-262, time values), in milliseconds, and so of every time and duration. */
const lastMoment = 8_640_000_000_000_000
const isAmount = (n: unknown): boolean => Number.isInteger(n) && Number(n) >= 0 && Number(n) <= lastMoment
const amount = z.number().check(z.refine(isAmount))
/** JSON has no Infinity: servers write null instead. */
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
 * Parses the response of an endpoint. Fields and reasons that it does not know, of a newer server, are dropped.
 *
 * It is the specification of a view. Pages use `readView`, which returns the same without zod.
 */
export const viewSchema: z.ZodMiniType<SessionView> = z.discriminatedUnion('status', [activeView, noneView])
