import { SessionError } from '../../errors.ts'
import { isPromise } from '../../maybe-promise.ts'
import { isPlainObject, setOwn } from '../../session/json.ts'
import { plainJsonText } from '../../session/plain-json.ts'
import { assertNoReservedKey } from '../../session/session.ts'
import type { Policy } from '../options/policy.ts'
import type { SchemaIssue } from '../options/standard-schema.ts'

type DataPolicy = Pick<Policy, 'schema' | 'onInvalid' | 'unknownKeys'>

/**
 * The data as a store keeps them. Throws `reserved-key`, `not-json`. `known` is a text without reserved keys: most requests
 * change nothing, and what is equal to it need not be looked through.
 */
export function toText(data: object, known = ''): string {
  const text = plainJsonText(data)
  if (text !== known) assertNoReservedKey(data)
  return text
}

/** The text as an object; empty where it is none, which only a record that was reset is. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(text)
    return typeof data === 'object' && data !== null ? { ...data } : {}
  } catch {
    return {}
  }
}

/** The data of a new session: empty, with the schema's defaults. */
export function emptyData(policy: DataPolicy): Record<string, unknown> {
  return policy.schema === undefined ? {} : fitSchema({}, policy)
}

/** A record's text as data that fits the schema. Throws `record-invalid`, unless `onInvalid` knows better. */
export function parseData(text: string, policy: DataPolicy): Record<string, unknown> {
  let data: unknown = text
  try {
    data = JSON.parse(text)
    return fitSchema(data, policy)
  } catch (error) {
    if (policy.onInvalid === 'error')
      throw error instanceof SessionError ? error : invalid('is no JSON', error)
    return policy.onInvalid === 'reset' ? emptyData(policy) : fitSchema(policy.onInvalid(data), policy)
  }
}

/** What a handler has written, as the schema has it. Throws `data-invalid`. */
export function fitWritten(text: string, policy: DataPolicy): Record<string, unknown> {
  return fitSchema(JSON.parse(text), policy, misfit)
}

/** The data as the schema has them, keys it does not name included. Throws `record-invalid`, or what `refused` makes. */
export function fitSchema(
  data: unknown,
  { schema, unknownKeys }: DataPolicy,
  refused: (what: string) => SessionError = invalid,
): Record<string, unknown> {
  if (!isPlainObject(data)) throw refused('is no object')
  if (schema === undefined) return data
  const result = schema['~standard'].validate(data)
  if (isPromise(result)) {
    Promise.resolve(result).catch(() => {})
    throw refused('could not be checked: the schema answered asynchronously')
  }
  if (result.issues !== undefined) throw refused(`does not fit the schema: ${issuesText(result.issues)}`)
  const value: unknown = result.value
  if (!isPlainObject(value)) throw refused('turned into something that is no object in the schema')
  let fitted = value
  for (const key of Object.keys(data)) {
    if (Object.hasOwn(fitted, key)) continue
    if (unknownKeys === 'error') throw refused(`has the key "${key}", which the schema does not name`)
    // A schema may answer one object for all visitors.
    if (fitted === value) fitted = { ...value }
    // Keys of passport, connect-flash or a newer deploy are theirs to keep.
    setOwn(fitted, key, data[key])
  }
  return fitted
}

function issuesText(issues: readonly SchemaIssue[]): string {
  return issues
    .slice(0, 5)
    .map(({ message, path }) => {
      const keys = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
      return keys.length === 0 ? message : `${keys.join('.')}: ${message}`
    })
    .join('; ')
}

function invalid(what: string, cause?: unknown): SessionError {
  return new SessionError(
    'record-invalid',
    `the session's data ${what}. Nothing was changed; correct the data or the schema, or set \`onInvalid\`.`,
    cause,
  )
}

function misfit(what: string): SessionError {
  return new SessionError(
    'data-invalid',
    `what was written to the session ${what}. Nothing was stored; correct what is written, or the schema.`,
  )
}
