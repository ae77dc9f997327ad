import { SessionError } from '../errors.ts'
import { isPlainObject, pathText, setOwn } from './json.ts'

/**
 * Session data as JSON gives them back: the object itself where all of it is JSON, else a copy in which a Date, a URL and the
 * like are what their `toJSON` answers. So what was looked at is what is stored. Data are the values of enumerable keys
 * that are strings, and the items of arrays; `undefined` means "no such key", as in JSON.
 * Throws `not-json`, with the path of the first culprit, for what JSON would lose without a word or cannot say at all.
 */
export function plainJson(data: object): object {
  try {
    if (hasSimpleValues(data)) return data
  } catch {
    // A getter or a Proxy that throws: the slow look says where.
  }
  return toObject(data, [], [])
}

/** The same for a single value, which the message calls by that name. */
export function plainJsonValue(value: unknown, name: string): unknown {
  return Reflect.get(plainJson({ [name]: value }), name)
}

/** The same as JSON text. */
export function plainJsonText(data: object): string {
  const plain = plainJson(data)
  try {
    return JSON.stringify(plain)
  } catch {
    // A getter or a Proxy that threw only now.
    return JSON.stringify(toObject(data, [], []))
  }
}

/** Deeper data is nobody's session: it is made to exhaust the stack. */
const deepestData = 100

/** So deep goes the quick look; a cycle ends here as well. */
const deepest = 32

type Path = (string | number)[]

/** A quick look that keeps no path: whether all values are JSON beyond doubt. */
function hasSimpleValues(data: object): boolean {
  for (const key in data) if (!isSimple((data as Record<string, unknown>)[key], 0)) return false
  return true
}

function isSimple(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true
    case 'number':
      return isJsonNumber(value)
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

/** JSON has no -0, NaN or infinities. */
export function isJsonNumber(value: number): boolean {
  return value === 0 ? 1 / value > 0 : Number.isFinite(value)
}

function toValue(value: unknown, path: Path, above: object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    case 'number':
      if (isJsonNumber(value)) return value
      throw notJson(path, Object.is(value, -0) ? '-0' : `${value}`)
    case 'object':
      break
    default:
      throw notJson(path, `a ${typeof value}`)
  }
  if (value === null) return value
  if (path.length > deepestData) throw notJson(path.slice(0, 3), `nested deeper than ${deepestData} levels`)
  // Its bytes would become an object of numbers, whatever its toJSON says.
  if (ArrayBuffer.isView(value)) throw notJson(path, nameOf(value))
  const toJSON: unknown = read(() => Reflect.get(value, 'toJSON'), path)
  return typeof toJSON === 'function' ? toAnswer(value, toJSON, path, above) : toContainer(value, path, above)
}

/** A Date, a URL and the like say themselves what they are in JSON. */
function toAnswer(value: object, toJSON: unknown, path: Path, above: object[]): unknown {
  let answer: unknown
  try {
    answer = Reflect.apply(Object(toJSON), value, [String(path.at(-1))])
  } catch (error) {
    throw notJson(path, 'a value whose toJSON throws', error)
  }
  if (answer === undefined || answer === null) throw notJson(path, 'a value whose toJSON answers nothing')
  // JSON asks an answer for no answer of its own.
  return typeof answer === 'object' ? toContainer(answer, path, above) : toValue(answer, path, above)
}

function toContainer(value: object, path: Path, above: object[]): object {
  if (read(() => Array.isArray(value), path)) return toArray(Object(value), path, above)
  if (read(() => isRecord(value), path)) return toObject(value, path, above)
  throw notJson(path, nameOf(value))
}

function toArray(value: readonly unknown[], path: Path, above: object[]): unknown[] {
  enter(value, path, above)
  const items: unknown[] = []
  for (let index = 0; index < value.length; index++) {
    path.push(index)
    const item = read(() => value[index], path)
    // In an array JSON turns it into null; as the value of a key it means that there is none.
    if (item === undefined) throw notJson(path, 'undefined in an array')
    items.push(toValue(item, path, above))
    path.pop()
  }
  above.pop()
  return items
}

function toObject(value: object, path: Path, above: object[]): object {
  enter(value, path, above)
  const copy = {}
  for (const key of read(() => Object.keys(value), path)) {
    path.push(key)
    setOwn(
      copy,
      key,
      toValue(
        read(() => Reflect.get(value, key), path),
        path,
        above,
      ),
    )
    path.pop()
  }
  above.pop()
  return copy
}

function enter(value: object, path: Path, above: object[]): void {
  if (above.includes(value)) throw notJson(path, 'a cycle')
  above.push(value)
}

/** A getter and a Proxy may throw whatever they like. */
function read<Value>(look: () => Value, path: Path): Value {
  try {
    return look()
  } catch (error) {
    throw notJson(path, 'a value that throws when it is read', error)
  }
}

/** Whether it is an object of its own keys, in any realm: what a server of Node's own or a test runner makes is from another. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return true
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty')
}

function nameOf(value: object): string {
  try {
    return `a ${value.constructor.name}`
  } catch {
    return 'an object of a class'
  }
}

function notJson(path: readonly (string | number)[], what: string, cause?: unknown): SessionError {
  return new SessionError(
    'not-json',
    `session data at "${pathText(path)}" is ${what}, which JSON cannot hold. Store a string, number, boolean, null, array or plain object there.`,
    cause,
  )
}
