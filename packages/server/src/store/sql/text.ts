import { toUSVString } from 'node:util'

const mark = 'utf16:'

/** A NUL, which PostgreSQL refuses; a byte order mark at the start, which PGlite drops; a space at the end, which MySQL ignores. */
const odd = /\0|^\ufeff| $/

/**
 * A text as a column keeps it, to the last code unit, and as people can read it there. A text that would come back changed, or
 * be taken for another, is kept as the digits of its UTF-16.
 */
export function toColumn(text: string): string {
  const isPlain = toUSVString(text) === text && !odd.test(text) && !text.startsWith(mark)
  return isPlain ? text : mark + Buffer.from(text, 'utf16le').toString('hex')
}

/** The text that `toColumn` made the value of. */
export function fromColumn(value: unknown): string {
  const text = Buffer.isBuffer(value) ? value.toString() : value
  if (typeof text !== 'string') throw new TypeError(`the sessions table holds a ${typeof value} for a text`)
  return text.startsWith(mark) ? Buffer.from(text.slice(mark.length), 'hex').toString('utf16le') : text
}
