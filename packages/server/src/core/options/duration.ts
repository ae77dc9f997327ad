import * as z from 'zod/mini'
import { maxDuration } from '../../clock.ts'

/** An option that is a duration, in milliseconds: above 0, and short enough to be added to a time. `what` says what it takes. */
export const duration = (what = 'a positive number of milliseconds'): z.ZodMiniNumber =>
  z
    .number({ error: what })
    .check(z.positive({ error: what }), z.maximum(maxDuration, { error: tooLong(what) }))

/** A duration that may be 0. */
export const delay = (what = 'a number of milliseconds, 0 or more'): z.ZodMiniNumber =>
  z
    .number({ error: what })
    .check(z.nonnegative({ error: what }), z.maximum(maxDuration, { error: tooLong(what) }))

function tooLong(what: string): string {
  return `${what}, and at most ${maxDuration}, which is 142,000 years`
}
