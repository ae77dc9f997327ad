/** Freezes a value and all that it holds. What a library made of it (a Date, a Buffer) is left alone. */
export function deepFreeze<Value>(value: Value): Value {
  if (!isContainer(value) || Object.isFrozen(value)) return value
  if (ArrayBuffer.isView(value)) return value
  Object.freeze(value)
  for (const key of Object.keys(value)) deepFreeze(Reflect.get(value, key))
  return value
}

/** Every object in a value, itself included. */
export function objectsIn(value: unknown, found: Set<object> = new Set()): Set<object> {
  if (!isContainer(value) || found.has(value)) return found
  found.add(value)
  for (const inner of Object.values(value)) objectsIn(inner, found)
  return found
}

/** Freezes what a session holds, but for objects that are not the app's. The session itself stays as it is. */
export function freezeAssigned(session: object, engines: ReadonlySet<object>): void {
  for (const value of Object.values(session)) freezeUnless(value, engines)
}

function freezeUnless(value: unknown, engines: ReadonlySet<object>): void {
  if (!isContainer(value)) return
  if (!engines.has(value)) {
    deepFreeze(value)
    return
  }
  for (const inner of Object.values(value)) freezeUnless(inner, engines)
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
