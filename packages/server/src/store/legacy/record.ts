import * as z from 'zod/mini'
import type { SessionRecord } from '../store.ts'
import { UnreadableRecord } from './unreadable.ts'

/** Our part of what is stored; the cookie and the data are beside it. */
const ownKey = 'sojourn'

/** Data keys that cannot lie beside them. */
const takenKeys = ['cookie', ownKey, '__proto__']

/** Many stores count whole seconds, rounding either way. When a session ends is decided here, never by them. */
const margin = 2_000

const storedSchema = z.looseObject({
  [ownKey]: z.object({
    id: z.string(),
    createdAt: z.number(),
    expiresAt: z.number(),
    endsAt: z.nullable(z.number()),
    idleTimeout: z.number(),
    persistent: z.boolean(),
    subject: z.nullable(z.string()),
    version: z.number(),
    keys: z.array(z.string()),
    text: z.optional(z.string()),
  }),
})

/**
 * The record as stores of express-session expect one: a cookie, by which they count the time to live, and the data beside
 * it, where other programs look for them.
 */
export function toStored({ data, ...fields }: SessionRecord, now: number): object {
  const beside = dataBeside(data)
  const own = {
    ...fields,
    // Some stores write fields of their own into the session. They are not the app's data.
    keys: Object.keys(beside),
    ...(JSON.stringify(beside) !== data && { text: data }),
  }
  return { cookie: cookieUntil(fields.expiresAt + margin, now), ...beside, [ownKey]: own }
}

/** What `toStored` made, as the store gives it back. */
export function fromStored(stored: unknown, key: string, now: number): SessionRecord {
  const result = storedSchema.safeParse(stored)
  if (!result.success) return new UnreadableRecord(stored, key, now)
  const { keys, text, ...fields } = result.data[ownKey]
  const data = text ?? JSON.stringify(Object.fromEntries(keys.map((key) => [key, result.data[key]])))
  return { ...fields, data }
}

function dataBeside(text: string): object {
  const data: unknown = JSON.parse(text)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {}
  return Object.fromEntries(Object.entries(data).filter(([key]) => !takenKeys.includes(key)))
}

/** As much of express-session's Cookie as stores read. */
function cookieUntil(expires: number, now: number): object {
  const maxAge = expires - now
  const cookie = { originalMaxAge: maxAge, expires: new Date(expires), httpOnly: true, path: '/' }
  // Not to be stored: it would be wrong a moment later.
  return Object.defineProperty(cookie, 'maxAge', { value: maxAge })
}
