import { z } from 'zod/mini'
import { post } from './api.ts'

/** How many requests of a kind are sent at once. */
export const requests = 20

/** What the requests write, in the order they are sent. */
export const kinds = ['keys', 'append', 'update', 'assign'] as const
export type Kind = (typeof kinds)[number]

const outcomes = z.object({
  keys: z.number(),
  append: z.number(),
  update: z.number(),
  winner: z.nullable(z.number()),
})

/** How many writes of each kind are left in the session, and whose plain assignment is. */
export type Outcomes = z.output<typeof outcomes>

/**
 * Sends every request of a kind at once, kind after kind, and asks what is left of them.
 *
 * @param peers - Origins of the other processes that take their share of the writes.
 */
export async function runParallelWrites(path: string, peers: readonly string[] = []): Promise<Outcomes> {
  const run = crypto.randomUUID()
  const origins = ['', ...peers]
  const send = (action: string, body = {}, origin = ''): Promise<unknown> =>
    post(`parallel/${path}/${action}`, { run, ...body }, origin)
  await send('start')
  for (const kind of kinds) {
    const numbers = Array.from({ length: requests }, (_, index) => index + 1)
    await Promise.all(
      numbers.map((request) => send('write', { kind, request }, origins[request % origins.length])),
    )
  }
  return outcomes.parse(await send('finish'))
}
