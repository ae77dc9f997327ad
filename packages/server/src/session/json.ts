/** A value that JSON can hold. */
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
