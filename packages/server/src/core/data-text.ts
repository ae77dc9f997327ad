import { assertJson } from '../session/json.ts'
import { assertNoReservedKey } from '../session/session.ts'

/** The data as a store keeps them. Throws `reserved-key`, `not-json`. */
export function toText(data: object): string {
  assertNoReservedKey(data)
  assertJson(data)
  return JSON.stringify(data)
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
