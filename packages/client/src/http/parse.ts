import { readView, type SessionView } from '@sojourn/contract'
import type { StandardSchemaV1 } from 'ky'
import { SessionClientError } from '../errors.ts'

/** A Standard Schema for `data` that validates synchronously, as the server's must. */
export type DataSchema<Data> = StandardSchemaV1<unknown, Data>

/**
 * Parses a response body as a view, and throws if it is not one. Unknown fields, of a newer server, are dropped.
 */
export function parseView<Data>(body: unknown, schema?: DataSchema<Data>): SessionView<Data> {
  const view = readView(body)
  // Without a schema the type of `data` comes from the server's sessions: `createSessionClient<AppSessions>`.
  if (!schema || view.status === 'none') return view as SessionView<Data>
  const result = schema['~standard'].validate(view.data)
  if (result instanceof Promise || result.issues) throw new SessionClientError('bad-answer', result)
  return { ...view, data: result.value }
}
