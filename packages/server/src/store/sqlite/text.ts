import type { SQLOutputValue } from 'node:sqlite'
import { toUSVString } from 'node:util'

/**
 * A text as a column keeps it, to the last code unit. SQLite's texts are UTF-8, in which a lone surrogate becomes U+FFFD, and
 * two subjects could become one: a text that is not well-formed is kept as the bytes of its UTF-16. No text equals a blob.
 */
export function toColumn(text: string): string | Uint8Array {
  return toUSVString(text) === text ? text : Buffer.from(text, 'utf16le')
}

/** The text that `toColumn` made the value of. */
export function fromColumn(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf16le')
  throw new TypeError(`the sessions table holds a ${typeof value} for a text`)
}
