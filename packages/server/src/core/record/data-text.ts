import { plainJsonText } from '../../session/plain-json.ts'
import { assertNoReservedKey } from '../../session/session.ts'

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
