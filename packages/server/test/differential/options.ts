import type { IncomingMessage } from 'node:http'
import { toAttribute } from './plain.ts'
import type { CookieAttributes, GenidPlan, OptionsPlan } from './program.ts'
import { isList, toSecret } from './secrets.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How many session IDs were made, the restarts of the app included. */
export interface Made {
  count: number
}

/** The options as an app writes them: what the plan leaves out is not there. */
export function toOptions(plan: OptionsPlan, time: VirtualTime, made: Made): Record<string, unknown> {
  const { cookie, genid, secret, ofStore, ...same } = plan
  return {
    ...ofStore,
    ...same,
    ...(cookie && { cookie: toCookie(cookie, time) }),
    ...(genid && { genid: toGenid(genid, made) }),
    ...(secret !== undefined && { secret: isList(secret) ? secret.map(toSecret) : toSecret(secret) }),
  }
}

/** The path that a cookie function gives for a request: its first segment, as in express-session's README. */
function pathOf(request: Pick<IncomingMessage, 'url'>): string {
  return /^\/[^/?]*/.exec(request.url ?? '')?.[0] ?? '/'
}

function toCookie({ as, attributes }: NonNullable<OptionsPlan['cookie']>, time: VirtualTime): unknown {
  if (as === 'object') return toAttributes(attributes, time)
  return (request: IncomingMessage) => {
    const given = toAttributes(attributes, time)
    return as === 'function' ? given : { ...given, path: pathOf(request) }
  }
}

function toAttributes(attributes: CookieAttributes, time: VirtualTime): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, toAttribute(value, time)]))
}

function toGenid(plan: GenidPlan, made: Made): unknown {
  const makers: Record<GenidPlan, unknown> = {
    counter: () => `made-${++made.count}`,
    constant: () => 'made-constant',
    odd: () => `made-${++made.count}. ü;="%,`,
    number: () => 42,
    empty: () => '',
    'throws once': ({ session }: { session?: unknown }) => {
      made.count++
      // Not when a handler regenerates: nobody could catch it.
      if (made.count === 1 && session === undefined) throw new Error('genid has no more')
      return `made-${made.count}`
    },
    'no function': 'made-up',
  }
  return makers[plan]
}
