import { isEqual, isPlainObject, jsonOf, own, setOwn } from './json.ts'

type Path = readonly string[]
type Data = Record<string, unknown>

/** Two requests changed the value at `path` differently: `stored` is already saved, `ours` is about to be. */
export interface MergeConflict {
  readonly path: Path
  readonly stored: unknown
  readonly ours: unknown
}

/** Decides between two different changes of one value: returns the one to keep. */
export type ResolveConflict = (conflict: MergeConflict) => unknown

/**
 * Three-way merge of session data: `ours` and `stored` both started from `base`. At any depth of plain objects different
 * keys both stay, two appends to one array both stay, a key deleted on either side stays deleted, and of two other changes
 * to one value `resolve` keeps one.
 *
 * An object below the top level is one value, and is kept whole, where merging it would make one that nobody had: where both
 * sides changed one leaf of it (a key whose value is no object on either side) to different things; where one side replaced
 * it (keys are gone, and others new or changed) while the other changed it too; where both sides began it and contradict each
 * other. Leaves are asked for in the innermost object first, so what is around that is merged all the same.
 *
 * Values are compared by their JSON. What JSON does not know (a Date, a Buffer, an ObjectId) is one value and stays what it is.
 * Changes no argument; what it answers shares the values of `ours` and `stored` that it keeps.
 */
export function merge(
  base: Data,
  ours: Data,
  stored: Data,
  resolve: ResolveConflict = ({ ours }) => ours,
): Data {
  return mergeObjects(base, ours, stored, [], resolve)
}

function mergeObjects(base: Data, ours: Data, stored: Data, path: Path, resolve: ResolveConflict): Data {
  const merged: Data = {}
  // The stored order first: what did not change keeps its place, and so its text.
  for (const key of new Set([...Object.keys(stored), ...Object.keys(ours)])) {
    // `undefined` stands for "no such key", which JSON cannot hold.
    const before = own(base, key)
    const mine = own(ours, key)
    const theirs = own(stored, key)
    const wasDeleted = before !== undefined && (mine === undefined || theirs === undefined)
    if (wasDeleted) continue
    setOwn(merged, key, mergeValues(before, mine, theirs, [...path, key], resolve))
  }
  return merged
}

function mergeValues(
  before: unknown,
  ours: unknown,
  stored: unknown,
  path: Path,
  resolve: ResolveConflict,
): unknown {
  if (isPlainObject(ours) && isPlainObject(stored)) {
    return isOneValue(before, ours, stored)
      ? resolve({ path, stored, ours })
      : mergeObjects(isPlainObject(before) ? before : {}, ours, stored, path, resolve)
  }
  if (ours === undefined || isEqual(before, ours)) return stored
  if (stored === undefined || isEqual(before, stored)) return ours
  const [mine, theirs] = [jsonOf(ours), jsonOf(stored)]
  // An instance of a class is stored as the object that JSON makes of it.
  if (isPlainObject(mine) && isPlainObject(theirs)) return mergeValues(before, mine, theirs, path, resolve)
  return (
    bothAppended(before, mine, theirs) ?? (isEqual(ours, stored) ? ours : resolve({ path, stored, ours }))
  )
}

/** Whether an object that both sides have must be kept whole, from one of them. */
function isOneValue(before: unknown, ours: Data, stored: Data): boolean {
  // Two carts that both sides began, or two users who signed in at once: those must not become one.
  if (!isPlainObject(before)) return contradict(ours, stored)
  if (isEqual(before, ours) || isEqual(before, stored) || isEqual(ours, stored)) return false
  if (isReplaced(before, ours) || isReplaced(before, stored)) return true
  return Object.keys(ours).some((key) => isContested(own(before, key), own(ours, key), own(stored, key)))
}

/** Whether an object is another one by now, and not the same with changes. */
function isReplaced(before: Data, after: Data): boolean {
  const isGone = Object.keys(before).some((key) => own(after, key) === undefined)
  return isGone && Object.keys(after).some((key) => !isEqual(own(before, key), own(after, key)))
}

/** Whether both sides made something else of one leaf, and not the same. */
function isContested(before: unknown, ours: unknown, stored: unknown): boolean {
  if (ours === undefined || stored === undefined) return false
  if (isEqual(before, ours) || isEqual(before, stored) || isEqual(ours, stored)) return false
  const [mine, theirs] = [jsonOf(ours), jsonOf(stored)]
  if (isPlainObject(mine) && isPlainObject(theirs)) return false
  return bothAppended(before, mine, theirs) === undefined
}

/** What both sides appended to a list, theirs first; `undefined` where that is not all they did. */
function bothAppended(before: unknown, ours: unknown, stored: unknown): unknown[] | undefined {
  if (!Array.isArray(ours) || !Array.isArray(stored)) return undefined
  // A list that both sides began: an equal start is not doubled.
  if (before === undefined) return isEqual(ours, stored) ? ours : [...stored, ...ours]
  if (!Array.isArray(before) || !isExtended(before, ours) || !isExtended(before, stored)) return undefined
  return [...stored, ...ours.slice(before.length)]
}

/** Whether `after` is `before` with nothing but new items at its end. */
function isExtended(before: readonly unknown[], after: readonly unknown[]): boolean {
  return after.length >= before.length && before.every((item, index) => isEqual(item, after[index]))
}

/** Whether a key says one thing here and another there. */
function contradict(one: Data, other: Data): boolean {
  return Object.keys(one).some((key) => {
    const here = jsonOf(own(one, key))
    const there = jsonOf(own(other, key))
    if (there === undefined || here === undefined || isEqual(here, there)) return false
    if (isPlainObject(here) && isPlainObject(there)) return contradict(here, there)
    return !(Array.isArray(here) && Array.isArray(there))
  })
}
