import type * as z from 'zod/mini'
import { SessionError } from '../../errors.ts'
import { pathText } from '../../session/json.ts'

/** Says which option is wrong, what it got and what it takes. */
export function optionError(option: string, got: string, takes: string): SessionError {
  return new SessionError('option-invalid', `option \`${option}\` got ${got}; it takes ${takes}.`)
}

/** Parses an option, or throws `option-invalid` with the first thing wrong. The schema's messages say what is taken. */
export function parseOption<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  name: string | undefined,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol')
  const outer = name === undefined ? [] : [name]
  if (issue?.code === 'unrecognized_keys') {
    const unknown = pathText([...outer, ...path, issue.keys[0] ?? ''])
    throw new SessionError(
      'option-invalid',
      `option \`${unknown}\` is not known. Remove it, or correct its name.`,
    )
  }
  const option = pathText([...outer, ...path])
  throw optionError(
    option === '' ? 'options' : option,
    describe(option, valueAt(value, path)),
    issue?.message ?? 'another value',
  )
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined
  }, value)
}

/** A value as it may stand in a message: short, and never a secret. */
function describe(option: string, value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (option.startsWith('secret')) {
    return typeof value === 'string'
      ? `a string of ${value.length} characters`
      : `a value of type ${typeof value}`
  }
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return `${value}`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'function' ? 'a function' : 'an object'
}
