import { z } from 'zod'

/** What the requests of one run have written into the session. */
const run = z.object({
  /** One key per request. */
  keys: z.record(z.string(), z.literal(true)),
  /** One element per request. */
  list: z.array(z.number()),
  counter: z.number(),
  /** The request whose plain assignment is the one that stayed. */
  winner: z.number().nullable(),
})

export type Run = z.output<typeof run>

/** Runs under way, each under a name of its own: two tabs may run at once. */
export const runs = z.record(z.string(), run)

export function emptyRun(): Run {
  return { keys: {}, list: [], counter: 0, winner: null }
}
