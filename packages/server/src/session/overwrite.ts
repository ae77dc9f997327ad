import { isPlainObject, own, setOwn } from './json.ts'

/**
 * The objects and arrays in data that were parsed, as far as they have a name: what is inside of an array is told by its
 * content alone, and so never filled in place.
 */
export function fillable(data: Record<string, unknown>, found: object[] = []): object[] {
  for (const key in data) {
    const value = data[key]
    if (typeof value !== 'object' || value === null) continue
    found.push(value)
    if (!Array.isArray(value) && isPlainObject(value)) fillable(value, found)
  }
  return found
}

/**
 * Gives `target` the keys and values of `source`, in its order. Of the objects inside, those of `parsed` are filled in place,
 * and equal values are kept; all other objects belong to the app, and are replaced instead of being changed. Answers the
 * objects that may be filled next time.
 */
export function overwrite(
  target: object,
  source: Record<string, unknown>,
  parsed: readonly object[],
): readonly object[] {
  const refill: Refill = { free: new Set(parsed), filled: [] }
  fill(target, source, refill)
  return refill.filled
}

/** Each object is used for one place only: a handler may have put one under two keys, which part ways now. */
interface Refill {
  readonly free: Set<object>
  readonly filled: object[]
}

function fill(target: object, source: Record<string, unknown>, refill: Refill): void {
  const before = new Map(Object.keys(target).map((key) => [key, own(target, key)]))
  const after = Object.keys(source).map((key) => [key, settle(before.get(key), source[key], refill)] as const)
  for (const key of before.keys()) Reflect.deleteProperty(target, key)
  for (const [key, value] of after) setOwn(target, key, value)
}

/** What stands in the place of `before` when the data say `after` there. */
function settle(before: unknown, after: unknown, refill: Refill): unknown {
  if (isSame(before, after)) return keep(before, refill)
  if (isPlainObject(before) && isPlainObject(after)) {
    const target = take(before, refill)
    if (target !== undefined) fill(target, after, refill)
    return target ?? fresh(before, after, refill)
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = mixed(before, after, refill)
    const target = take(before, refill)
    if (target === undefined) {
      refill.filled.push(items)
      return items
    }
    target.length = 0
    // One by one: a long list is more than a call takes.
    for (const item of items) target.push(item)
    return target
  }
  if (typeof after !== 'object' || after === null) return after
  refill.filled.push(after)
  if (isPlainObject(after)) fillable(after, refill.filled)
  return after
}

/** The object, if it may be filled here. One that the handler froze cannot be. */
function take<Value extends object>(before: Value, { free, filled }: Refill): Value | undefined {
  if (!Object.isExtensible(before) || !free.delete(before)) return undefined
  filled.push(before)
  return before
}

/** An object of ours in the place of one of the app's, with those inside that may be filled. */
function fresh(before: object, after: Record<string, unknown>, refill: Refill): object {
  const made = {}
  for (const key of Object.keys(after)) setOwn(made, key, settle(own(before, key), after[key], refill))
  refill.filled.push(made)
  return made
}

/** The items of `after`. One has no name but its content: it is still there if an equal one is. */
function mixed(before: readonly unknown[], after: readonly unknown[], refill: Refill): unknown[] {
  const known = new Map<string, unknown[]>()
  for (const item of before) {
    const text = JSON.stringify(item)
    const equal = known.get(text)
    if (equal === undefined) known.set(text, [item])
    else equal.push(item)
  }
  return after.map((item) => keep(known.get(JSON.stringify(item))?.pop() ?? item, refill))
}

/** Leaves a value as it is: nothing inside may be filled from another place. */
function keep(value: unknown, refill: Refill): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (refill.free.delete(value)) refill.filled.push(value)
  for (const inner of Object.values(value)) keep(inner, refill)
  return value
}

/** Whether two values are the same JSON to the letter, so that one can stand for the other. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  }
  if (!isPlainObject(one) || !isPlainObject(other)) return false
  const keys = Object.keys(one)
  const others = Object.keys(other)
  return (
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && isSame(one[key], other[key]))
  )
}
