import type { SessionView } from '@sojourn/contract'
import { viewSchema } from '@sojourn/contract/schemas'
import type { StandardSchemaV1 } from 'ky'
import { SessionClientError } from '../errors.ts'

/** A Standard Schema for `data`; it must answer synchronously. */
export type DataSchema<Data> = StandardSchemaV1<unknown, Data>

/**
 * Turns a body into a view, and throws at what is none. Fields that it does not know, of a newer server, are left out.
 */
export function parseView<Data>(body: unknown, schema?: DataSchema<Data>): SessionView<Data> {
  const view = viewSchema.parse(body)
  if (view.status === 'none') return view
  const result = schema?.['~standard'].validate(view.data)
  if (!result) return view as SessionView<Data> // its type is the server's word: `createSessionClient<AppSessions>`
  if ('value' in result && !result.issues) return { ...view, data: result.value }
  throw new SessionClientError('bad-answer', result)
}
