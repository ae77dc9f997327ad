import { merge } from '../../session/merge.ts'

/** The data of a write, as JSON, and those that it found. */
export interface Written {
  readonly text: string
  readonly over: string
}

/** All that was written since a call was given up, as one write, and the data that the last of them stored. */
export interface Newest extends Written {
  readonly last: string
}

/** What happened between the moment when a call was given up and its answer. */
export interface Meanwhile {
  readonly hasEnded: boolean
  readonly newest: Newest | undefined
}

/** What `newest` is after one more write, which may have found other data than the one before it left. */
export function withWrite(newest: Newest | undefined, { text, over }: Written): Newest {
  if (newest === undefined) return { text, over, last: text }
  const all = over === newest.last && newest.last === newest.text ? text : both({ text, over }, newest.text)
  return { text: all, over: newest.over, last: text }
}

/** The data with the changes of a late write and of those meanwhile, where some of them are not stored. */
export function restored(
  stored: string,
  late: Written,
  newest: Newest,
  hasEnded: boolean,
): string | undefined {
  // Otherwise another process has written since.
  if (stored !== late.text && stored !== newest.last) return undefined
  // What began after an end has nothing of the session before.
  const all = hasEnded ? newest.text : both(newest, late.text)
  return all === stored ? undefined : all
}

/** The data with what that write has changed as well. */
function both({ text, over }: Written, other: string): string {
  return JSON.stringify(merge(JSON.parse(over), JSON.parse(text), JSON.parse(other)))
}
