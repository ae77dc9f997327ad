import { isEqual, isPlainObject, own, setOwn } from '../session/json.ts'

type Path = readonly string[]

/** Two requests changed one value to different things; `merged` is what was stored in the end. */
export interface MergeConflict {
  readonly path: Path
  readonly stored: unknown
  readonly ours: unknown
}

/** What decides between two different changes of one value: answers the one to keep. */
export type ResolveConflict = (conflict: MergeConflict) => unknown

/**
 * Three-way merge of plain JSON objects: `ours` and `stored` both started from `base`. At any depth of plain objects
 * different keys both stay, two appends to one array both stay, a key deleted on either side stays deleted, and of two
 * other changes to one value `resolve` keeps one; two objects begun anew that contradict each other are such a value.
 * Changes no argument.
 */
export function merge(
  base: Record<string, unknown>,
  ours: Record<string, unknown>,
  stored: Record<string, unknown>,
  resolve: ResolveConflict = ({ ours }) => ours,
): Record<string, unknown> {
  return mergeObjects(base, ours, stored, [], resolve)
}

function mergeObjects(
  base: Record<string, unknown>,
  ours: Record<string, unknown>,
  stored: Record<string, unknown>,
  path: Path,
  resolve: ResolveConflict,
): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
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
    if (isPlainObject(before)) return mergeObjects(before, ours, stored, path, resolve)
    // Two carts that both sides began, or two users who signed in at once: those must not become one.
    return contradict(ours, stored)
      ? resolve({ path, stored, ours })
      : mergeObjects({}, ours, stored, path, resolve)
  }
  if (ours === undefined || isEqual(before, ours)) return stored
  if (stored === undefined || isEqual(before, stored)) return ours
  if (Array.isArray(before) && Array.isArray(ours) && Array.isArray(stored)) {
    if (extend(before, ours) && extend(before, stored)) return [...stored, ...ours.slice(before.length)]
  }
  if (isEqual(ours, stored)) return ours
  // A list or a cart that both sides began: equality came first, so that an equal start is not doubled.
  if (before === undefined && Array.isArray(ours) && Array.isArray(stored)) return [...stored, ...ours]
  return resolve({ path, stored, ours })
}

/** Whether a key says one thing here and another there. */
function contradict(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return Object.keys(one).some((key) => {
    const here = own(one, key)
    const there = own(other, key)
    if (there === undefined || here === undefined || isEqual(here, there)) return false
    if (isPlainObject(here) && isPlainObject(there)) return contradict(here, there)
    return !(Array.isArray(here) && Array.isArray(there))
  })
}

/** Whether `after` is `before` with nothing but new items at its end. */
function extend(before: readonly unknown[], after: readonly unknown[]): boolean {
  return after.length >= before.length && before.every((item, index) => isEqual(item, after[index]))
}
