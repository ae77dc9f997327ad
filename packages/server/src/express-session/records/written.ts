import { merge } from '../../session/merge.ts'
import type { Newest, Written } from '../../store/legacy/turn.ts'

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
