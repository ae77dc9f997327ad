import { isPlainObject } from './json.ts'
import { isJsonNumber } from './plain-json.ts'

/**
 * What data said when they were parsed: keys and values in their order, as one flat list, with a mark where an object or an
 * array begins and ends. To look at data beside it costs half of what it takes to write their text and compare that.
 */
export interface Snapshot {
  readonly list: readonly unknown[]
  /** How many places of the list are in use. */
  readonly length: number
}

/** So deep goes a snapshot. */
const deepest = 32
const tooDeep = -1
const different = -1

const anObject: unique symbol = Symbol('object')
const anArray: unique symbol = Symbol('array')
const end: unique symbol = Symbol('end')

/** A snapshot of what `JSON.parse` made of `text`; `undefined` where the data are too deep for one. */
export function snapshotOf(data: object, text: string): Snapshot | undefined {
  // About as many places as it takes: a list that grows is copied again and again.
  const list: unknown[] = new Array(text.length >> 3)
  const length = note(list, 0, data, 0)
  return length === tooDeep ? undefined : { list, length }
}

/** Adds an object or an array to the list, and answers where the list goes on. */
function note(list: unknown[], start: number, value: object, depth: number): number {
  if (depth > deepest) return tooDeep
  let at = start
  if (Array.isArray(value)) {
    list[at++] = anArray
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index]
      if (typeof item !== 'object' || item === null) list[at++] = item
      else at = note(list, at, item, depth + 1)
      if (at === tooDeep) return tooDeep
    }
  } else {
    list[at++] = anObject
    for (const key in value) {
      const item = (value as Record<string, unknown>)[key]
      list[at++] = key
      if (typeof item !== 'object' || item === null) list[at++] = item
      else at = note(list, at, item, depth + 1)
      if (at === tooDeep) return tooDeep
    }
  }
  list[at] = end
  return at + 1
}

/**
 * Whether the data of a session are JSON beyond doubt and say what they said, to the letter: the same keys in the same order,
 * the same values. Where it answers `false`, their text may still turn out to be the same.
 */
export function isAsBefore(snapshot: Snapshot | undefined, data: object): boolean {
  return snapshot !== undefined && !inheritsKeys(data) && compare(snapshot.list, 0, data) === snapshot.length
}

/** Whether `for … in` lists more than the keys of its own, as where somebody has added to `Object.prototype`. */
function inheritsKeys(data: object): boolean {
  for (const _ in Object.getPrototypeOf(data)) return true
  return false
}

/** Compares an object or an array with what the list has from there, and answers where the list goes on. */
function compare(list: readonly unknown[], start: number, value: object): number {
  if ('toJSON' in value) return different
  let at = start
  if (Array.isArray(value)) {
    if (list[at++] !== anArray) return different
    for (let index = 0; index < value.length; index++) {
      at = compareItem(list, at, value[index])
      if (at === different) return different
    }
  } else {
    // The outermost is the session, whose prototype has its methods.
    if (list[at++] !== anObject || (start > 0 && !isPlainObject(value))) return different
    for (const key in value) {
      if (list[at++] !== key) return different
      at = compareItem(list, at, (value as Record<string, unknown>)[key])
      if (at === different) return different
    }
  }
  return list[at] === end ? at + 1 : different
}

function compareItem(list: readonly unknown[], at: number, item: unknown): number {
  if (typeof item === 'object' && item !== null) return compare(list, at, item)
  // 0 and -0 are the same to `===`, and JSON has but one of them; so are infinities, which a text may say (`1e999`).
  if (list[at] !== item || (typeof item === 'number' && !isJsonNumber(item))) return different
  return at + 1
}
