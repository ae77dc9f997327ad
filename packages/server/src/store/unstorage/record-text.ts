import * as z from 'zod/mini'
import type { NewRecord, SessionRecord } from '../store.ts'

/** In front of the JSON: `getItem` would hand out parsed what looks like JSON. Another form would have another number. */
const mark = 'sojourn1 '

const schema = z.object({
  id: z.string(),
  data: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  endsAt: z.nullable(z.number()),
  idleTimeout: z.number(),
  persistent: z.boolean(),
  subject: z.nullable(z.string()),
  version: z.number(),
})

/** A record as text. JSON writes lone surrogates as escapes, so that no encoding of the driver's replaces them. */
export function toText(record: NewRecord, version: number): string {
  const { id, data, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject } = record
  const fields = { id, data, createdAt, expiresAt, endsAt, idleTimeout, persistent, subject, version }
  return mark + JSON.stringify(fields)
}

/** The record of what is stored, live or not; `undefined`: there is none; `'unreadable'`: it is no record, or half of one. */
export function fromStored(value: unknown): SessionRecord | 'unreadable' | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'string' || !value.startsWith(mark)) return 'unreadable'
  const result = schema.safeParse(parsed(value.slice(mark.length)))
  return result.success ? result.data : 'unreadable'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
