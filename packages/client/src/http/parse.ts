import { readView, type SessionView } from '@sojourn/contract'
import type { StandardSchemaV1 } from 'ky'
import { SessionClientError } from '../errors.ts'

/** A Standard Schema for `data` that answers synchronously, as the server's does. */
export type DataSchema<Data> = StandardSchemaV1<unknown, Data>

/**
 * Turns a body into a view; throws at what is none. Fields that it does not know, of a newer server, are left out.
 */
export function parseView<Data>(body: unknown, schema?: DataSchema<Data>): SessionView<Data> {
  const view = readView(body)
  // Without a schema the type of `data` is the server's word: `createSessionClient<AppSessions>`.
  if (!schema || view.status === 'none') return view as SessionView<Data>
  const result = schema['~standard'].validate(view.data)
  if (result instanceof Promise || result.issues) throw new SessionClientError('bad-answer', result)
  return { ...view, data: result.value }
}
