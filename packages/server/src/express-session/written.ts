import { merge } from '../session/merge.ts'

/** The data of a write, as JSON, and those that it found. */
export interface Written {
  readonly text: string
  readonly over: string
}

/** All that was written since a call was given up, as one write, and the data that the last of them stored. */
export interface Newest extends Written {
  readonly last: string
}

/** What `newest` is after one more write, which may have found other data than the one before it left. */
export function withWrite(newest: Newest | undefined, { text, over }: Written): Newest {
  if (newest === undefined) return { text, over, last: text }
  const all = over === newest.last && newest.last === newest.text ? text : both({ text, over }, newest.text)
  return { text: all, over: newest.over, last: text }
}

/** The data with what that write has changed as well. */
export function both({ text, over }: Written, other: string): string {
  return JSON.stringify(merge(JSON.parse(over), JSON.parse(text), JSON.parse(other)))
}
