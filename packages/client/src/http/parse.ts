import type { SessionView } from '@sojourn/contract'
import { viewSchema } from '@sojourn/contract/schemas'
import type { StandardSchemaV1 } from 'ky'
import { SessionClientError } from '../errors.ts'

/** A Standard Schema for `data`; it must answer synchronously. */
export type DataSchema<Data> = StandardSchemaV1<unknown, Data>

/**
 * Makes the function that turns a body into a view, and throws `bad-answer` at what is none. Fields that it does not
 * know, of a newer server, are left out.
 */
export function createParse<Data>(schema?: DataSchema<Data>): (body: unknown) => SessionView<Data> {
  return (body) => {
    const { data: view, error } = viewSchema.safeParse(body)
    if (error) throw new SessionClientError('bad-answer', 'The server answered no session view', error)
    if (view.status === 'none') return view
    const result = schema?.['~standard'].validate(view.data)
    if (!result) return view as SessionView<Data> // its type is the server's word: `createSessionClient<AppSessions>`
    if ('value' in result && !result.issues) return { ...view, data: result.value }
    throw new SessionClientError('bad-answer', 'The server answered data that the schema refuses', result)
  }
}
