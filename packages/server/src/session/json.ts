import { SessionError } from '../errors.ts'

/** Plain JSON, as a session holds it. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

export interface JsonObject {
  [key: string]: JsonValue | undefined
}

/** Whether a value is an object of its own keys, as JSON has them: no array, no Date, no Map. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Sets an own property, also one named `__proto__`, which an assignment would take for the prototype. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key !== '__proto__') (target as Record<string, unknown>)[key] = value
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}

/** The value of an own key, whatever its name; `undefined` where there is none. */
export function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined
}

/** The value in objects and arrays of its own. What is neither is the same in the copy. */
export function copyOf<Value>(value: Value): Value
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (!isPlainObject(value)) return value
  const copy = {}
  for (const key of Object.keys(value)) setOwn(copy, key, copyOf(value[key]))
  return copy
}

/**
 * A value as JSON has it, as far as that is not what it is: a Date as its text, an instance of a class as a plain object.
 * What is inside of arrays and plain objects is left as it is. `undefined` where JSON has no such value.
 */
export function jsonOf(value: unknown): unknown {
  switch (typeof value) {
    case 'function':
    case 'symbol':
      return undefined
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'object':
      break
    default:
      return value
  }
  if (value === null) return value
  const hasOwnText = typeof Reflect.get(value, 'toJSON') === 'function'
  if (!hasOwnText && (Array.isArray(value) || isPlainObject(value))) return value
  if (hasOwnText || isBoxed(value)) {
    const text: string | undefined = JSON.stringify(value)
    return text === undefined ? undefined : JSON.parse(text)
  }
  return { ...value }
}

function isBoxed(value: object): boolean {
  return value instanceof Number || value instanceof String || value instanceof Boolean
}

/** Whether two values say the same in JSON, whatever the order of keys. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  const here = jsonOf(one)
  const there = jsonOf(other)
  if (here === there) return true
  if (Array.isArray(here) && Array.isArray(there)) {
    return here.length === there.length && here.every((item, index) => isEqualItem(item, there[index]))
  }
  if (!isPlainObject(here) || !isPlainObject(there)) return false
  const keys = new Set([...Object.keys(here), ...Object.keys(there)])
  return [...keys].every((key) => isEqual(own(here, key), own(there, key)))
}

/** In an array JSON says `null` for what it does not know. */
function isEqualItem(one: unknown, other: unknown): boolean {
  return isEqual(one, other) || isEqual(jsonOf(one) ?? null, jsonOf(other) ?? null)
}

/** `a.b[2]["odd key"]`: where in the data. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`
      return index === 0 ? part : `.${part}`
    })
    .join('')
}

/**
 * Refuses what JSON would lose without a word, or cannot say at all. `undefined` passes: it means "no such key", as in JSON.
 * Throws `not-json` with the path of the first culprit.
 */
export function assertJson(data: object): void {
  for (const key in data) {
    if (isSimple((data as Record<string, unknown>)[key], 0)) continue
    walk(data, [], [])
    return
  }
}

/** Deeper data is nobody's session: it is made to exhaust the stack. */
const deepestData = 100

/** So deep goes the quick look; a cycle ends here as well. */
const deepest = 32

/** A quick look that keeps no path: whether a value is JSON beyond doubt. */
function isSimple(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  if (depth > deepest) return false
  if (Array.isArray(value)) {
    for (const item of value) if (item === undefined || !isSimple(item, depth + 1)) return false
    return true
  }
  if (!isPlainObject(value) || 'toJSON' in value) return false
  for (const key in value) if (!isSimple(value[key], depth + 1)) return false
  return true
}

function walk(value: object, path: (string | number)[], above: object[]): void {
  if (above.includes(value)) throw notJson(path, 'a cycle')
  above.push(value)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      // In an array JSON turns it into null; as the value of a key it means that there is none.
      if (value[index] === undefined) throw notJson([...path, index], 'undefined in an array')
      check(value[index], index, path, above)
    }
  } else {
    for (const key of Object.keys(value)) check((value as Record<string, unknown>)[key], key, path, above)
  }
  above.pop()
}

function check(value: unknown, key: string | number, path: (string | number)[], above: object[]): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return
    case 'number':
      if (Number.isFinite(value)) return
      throw notJson([...path, key], `${value}`)
    case 'object':
      break
    default:
      throw notJson([...path, key], `a ${typeof value}`)
  }
  if (value === null) return
  if (path.length >= deepestData) throw notJson(path.slice(0, 3), `nested deeper than ${deepestData} levels`)
  path.push(key)
  if ('toJSON' in value && typeof value.toJSON === 'function') assertSerializable(value, path)
  else if (Array.isArray(value) || !isLossy(value)) walk(value, path, above)
  else throw notJson(path, `a ${value.constructor.name}`)
  path.pop()
}

/** A Date, a URL and the like say themselves what they are in JSON. */
function assertSerializable(value: object, path: (string | number)[]): void {
  try {
    const text = JSON.stringify(value)
    if (text !== undefined && text !== 'null') return
  } catch (error) {
    throw notJson(path, 'a value whose toJSON throws', error)
  }
  throw notJson(path, 'a value whose toJSON answers nothing')
}

/** These turn into `{}` in JSON, whatever they hold. */
function isLossy(value: object): boolean {
  return (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof RegExp ||
    value instanceof Error ||
    value instanceof Promise ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  )
}

function notJson(path: readonly (string | number)[], what: string, cause?: unknown): SessionError {
  return new SessionError(
    'not-json',
    `session data at "${pathText(path)}" is ${what}, which JSON cannot hold. Store a string, number, boolean, null, array or plain object there.`,
    cause,
  )
}
