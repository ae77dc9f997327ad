import type { StandardSchema } from '../src/index.ts'

/** Deeper than data may be nested. */
const deepest = 200

/** Freezes a value and all that it holds. What a library made of it (a Date, a Buffer) is left alone. */
export function deepFreeze<Value>(value: Value): Value {
  for (const object of objectsIn(value)) if (!ArrayBuffer.isView(object)) Object.freeze(object)
  return value
}

/** Every object in a value, itself included, as far as no getter is asked. */
export function objectsIn(value: unknown, found: Set<object> = new Set(), depth = 0): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value) || depth > deepest) return found
  found.add(value)
  if (ArrayBuffer.isView(value)) return found
  for (const inner of valuesOf(value)) objectsIn(inner, found, depth + 1)
  return found
}

function valuesOf(value: object): unknown[] {
  try {
    return Object.values(Object.getOwnPropertyDescriptors(value)).map((property) => property.value)
  } catch {
    return []
  }
}

/** The schema with answers that are frozen: a default may be one object for all visitors. */
export function frozenAnswers<Schema extends StandardSchema>(schema: Schema): Schema {
  const standard = schema['~standard']
  const validate = (value: unknown): unknown => deepFreeze(standard.validate(value))
  return Object.create(schema, { '~standard': { value: { ...standard, validate } } })
}

/** Freezes what the handlers of express-session assigned, which nothing but a handler changes, before anybody stores it. */
export function freezeData(session: object): void {
  for (const object of dataIn(session, ['cookie'])) if (!ArrayBuffer.isView(object)) Object.freeze(object)
}

/** Watches over the sessions of one request. */
export interface Freezer {
  /** The session with methods that first freeze what the handler assigned. What is in it now is the engine's. */
  guard<Session extends object>(session: Session): Session
  /** Freezes what the handler assigned to any of them. */
  freeze(): void
}

export function freezer(): Freezer {
  const guarded = new Map<object, { proxy: object; engines: Set<object> }>()

  function freeze(): void {
    for (const [session, { engines }] of guarded) {
      for (const object of dataIn(session)) {
        if (!engines.has(object) && !ArrayBuffer.isView(object)) Object.freeze(object)
      }
    }
  }

  /** Afterwards the engine's objects stand where it merged. Those of the app are frozen, all that it assigned meanwhile too. */
  function learn(): void {
    for (const [session, { engines }] of guarded) {
      for (const object of dataIn(session)) if (!Object.isFrozen(object)) engines.add(object)
    }
  }

  function guard<Session extends object>(session: Session): Session
  function guard(session: object): object {
    const known = guarded.get(session)
    if (known !== undefined) return known.proxy
    const proxy = new Proxy(session, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key)
        if (typeof value !== 'function' || !Object.hasOwn(Object.getPrototypeOf(target), key)) return value
        return (...args: unknown[]): unknown => {
          freeze()
          const result: unknown = Reflect.apply(value, target, args)
          if (!(result instanceof Promise)) return result === target ? proxy : result
          // Looking at the promise would be noticed: a failure that is ignored has to fail the response.
          Promise.prototype.then.call(result, learn, () => {})
          return result
        }
      },
    })
    guarded.set(session, { proxy, engines: dataIn(session) })
    return proxy
  }

  return { guard, freeze }
}

function dataIn(session: object, apart: readonly string[] = []): Set<object> {
  const found = new Set([session])
  for (const key of Object.keys(session)) {
    if (!apart.includes(key)) objectsIn(Object.getOwnPropertyDescriptor(session, key)?.value, found)
  }
  found.delete(session)
  return found
}
