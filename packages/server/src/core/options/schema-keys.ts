import { isPlainObject } from '../../session/json.ts'
import type { StandardSchema } from './standard-schema.ts'

/**
 * The top-level keys that a schema names, as far as it tells: by Standard JSON Schema (`~standard.jsonSchema`), and by the
 * property in which zod (`shape`) and valibot (`entries`) have them. Never throws.
 */
export function schemaKeys(schema: StandardSchema): ReadonlySet<string> {
  const keys = new Set<string>()
  const looks = [
    () => keysOfJsonSchema(toJsonSchema(schema, 'input'), keys),
    () => keysOfJsonSchema(toJsonSchema(schema, 'output'), keys),
    () => keysOf(Reflect.get(schema, 'shape'), keys),
    () => keysOf(Reflect.get(schema, 'entries'), keys),
  ]
  for (const look of looks) {
    try {
      look()
    } catch {
      // A schema of a Date, say, is none in JSON Schema; the next look may know.
    }
  }
  return keys
}

function toJsonSchema(schema: StandardSchema, direction: 'input' | 'output'): unknown {
  const converter: unknown = Reflect.get(schema['~standard'], 'jsonSchema')
  return Object(converter)[direction]?.({ target: 'draft-2020-12' })
}

function keysOfJsonSchema(schema: unknown, keys: Set<string>): void {
  if (!isPlainObject(schema)) return
  keysOf(schema.properties, keys)
  // A union or an intersection of objects.
  for (const parts of [schema.allOf, schema.anyOf, schema.oneOf]) {
    if (Array.isArray(parts)) for (const part of parts) keysOfJsonSchema(part, keys)
  }
}

function keysOf(object: unknown, keys: Set<string>): void {
  if (isPlainObject(object)) for (const key of Object.keys(object)) keys.add(key)
}
