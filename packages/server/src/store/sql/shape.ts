/** A method of a driver, of which nothing is known but its name; what it answers is parsed. */
export type Method = (...args: unknown[]) => unknown

/** Whether the value, an object or a function, has these methods. */
export function has<Name extends string>(value: unknown, ...names: Name[]): value is Record<Name, Method> {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && names.every((name) => typeof Reflect.get(value, name) === 'function')
}
