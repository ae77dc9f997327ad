import { isEqual, isPlainObject, own, setOwn } from '../../../src/session/json.ts'

type Data = Record<string, unknown>

/** A merge that takes no object for one value: of two users it makes a third. */
export function merge(base: Data, ours: Data, stored: Data): Data {
  const merged: Data = {}
  for (const key of new Set([...Object.keys(stored), ...Object.keys(ours)])) {
    const [before, mine, theirs] = [own(base, key), own(ours, key), own(stored, key)]
    const wasDeleted = before !== undefined && (mine === undefined || theirs === undefined)
    if (!wasDeleted) setOwn(merged, key, mergeValues(before, mine, theirs))
  }
  return merged
}

function mergeValues(before: unknown, ours: unknown, stored: unknown): unknown {
  if (isPlainObject(ours) && isPlainObject(stored)) {
    return merge(isPlainObject(before) ? before : {}, ours, stored)
  }
  if (ours === undefined || isEqual(before, ours)) return stored
  if (Array.isArray(ours) && Array.isArray(stored)) {
    return [...stored, ...ours.slice(Array.isArray(before) ? before.length : 0)]
  }
  return ours
}
