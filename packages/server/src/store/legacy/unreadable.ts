import * as z from 'zod/mini'
import { SessionError } from '../../errors.ts'
import type { SessionRecord } from '../store.ts'

/** How long a session lasts of which nothing tells, in milliseconds. */
const lastResort = 30 * 60_000

const optional = <Type extends z.ZodMiniType>(schema: Type) => z.catch(z.optional(schema), undefined)

const time = z.int().check(z.nonnegative())

/** What of a record may be there, each of it for itself. */
const traces = z.catch(
  z.object({
    sojourn: z.catch(
      z.object({
        id: optional(z.string()),
        createdAt: optional(time),
        expiresAt: optional(time),
        endsAt: optional(z.nullable(time)),
        idleTimeout: optional(z.int().check(z.positive())),
        persistent: optional(z.boolean()),
        subject: optional(z.string()),
      }),
      {},
    ),
    cookie: z.catch(
      z.object({ expires: optional(z.pipe(z.union([z.string(), z.date()]), z.coerce.date())) }),
      {},
    ),
  }),
  { sojourn: {}, cookie: {} },
)

/**
 * What is stored under a key and was not written by `legacyStore`, or is damaged: as a record whose data are a JSON array of
 * that one thing. The data of a session are an object, so what becomes of it is for the option `onInvalid` to say. What can
 * be told of its lifetime is kept; where nothing tells when it ends at the latest, no touch lengthens it.
 */
export class UnreadableRecord implements SessionRecord {
  readonly id: string
  readonly data: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly endsAt: number | null
  readonly idleTimeout: number
  readonly persistent: boolean
  readonly subject: string | null
  /** No record has this that was written here: nothing but a write that read it goes over it. */
  readonly version: number = 0

  constructor(stored: unknown, key: string, now: number) {
    const { sojourn, cookie } = traces.parse(stored)
    const { endsAt, createdAt = now, idleTimeout, persistent = false, subject = null } = sojourn
    // A name that is the same at each look; the key is no credential.
    this.id = sojourn.id ?? key.slice(0, 16)
    this.data = JSON.stringify([stored])
    this.createdAt = createdAt
    this.expiresAt = sojourn.expiresAt ?? cookie.expires?.getTime() ?? now + lastResort
    this.endsAt = endsAt === undefined ? this.expiresAt : endsAt
    this.idleTimeout = idleTimeout ?? Math.max(1, this.expiresAt - now)
    this.persistent = persistent
    this.subject = subject
  }

  /** For a call that would have to write it again as it is. */
  get error(): SessionError {
    return new SessionError(
      'record-invalid',
      'legacyStore: what is stored there was not written by createSessions. Nothing was changed.',
    )
  }
}
