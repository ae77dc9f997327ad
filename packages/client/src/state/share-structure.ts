type Shape = Record<string, unknown>

/** `next`, in which every part that equals the one of `previous` is that very object: equal values are identical. */
export function shareStructure<T>(previous: unknown, next: T): T
export function shareStructure(previous: unknown, next: unknown): unknown {
  const isList = Array.isArray(next)
  if (!isShape(previous) || !isShape(next) || Array.isArray(previous) !== isList) return next
  const entries = Object.keys(next).map((key): [string, unknown] => [
    key,
    shareStructure(previous[key], next[key]),
  ])
  const isEqual =
    entries.length === Object.keys(previous).length &&
    entries.every(([key, value]) => key in previous && previous[key] === value)
  if (isEqual) return previous
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

/** Whether JSON could say it: what is something else is compared by identity. */
function isShape(value: unknown): value is Shape {
  return Array.isArray(value) || (!!value && Object.getPrototypeOf(value) === Object.prototype)
}
