import { merge as leafByLeaf } from './merge-leaf-by-leaf.ts'

type Data = Record<string, unknown>

/** A merge that does not notice what is in the list already. */
export function merge(base: Data, ours: Data, stored: Data): Data {
  const merged = leafByLeaf(base, ours, stored)
  const { list } = ours
  return Array.isArray(merged.list) && Array.isArray(list)
    ? { ...merged, list: [...merged.list, ...list] }
    : merged
}
