import { SessionError } from '../errors.ts'
import { setOwn } from './json.ts'
import { overwrite } from './overwrite.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { SessionOwner } from './session-owner.ts'

/** Called when the operation is done, with the error if it failed, and never before the method has returned. */
export type Callback = (error?: unknown) => void

/** The methods and properties of `req.session` besides its data. `Data` is the type that the option `schema` describes. */
export interface SessionMethods<Data> {
  /** The public name of the session, no credential. `rotate` keeps it; `regenerate` and another subject begin a new one. */
  readonly id: string
  /** The cookie of this session: its lifetime can be set, its attributes can be read. */
  readonly cookie: SessionCookie
  /** When the session ends without further activity, in epoch milliseconds. */
  readonly expiresAt: number
  /** When the session ends despite activity, in epoch milliseconds; `null` for never. */
  readonly endsAt: number | null
  /** Whether this session is not in the store yet. */
  readonly isNew: boolean
  /** Saves now. Rejects with `store-unavailable`, `not-json`, `data-invalid`, `session-gone`, `session-conflict`. */
  save(): Promise<void>
  save(callback: Callback): void
  /** Drops unsaved changes and reads the session again, into a new `req.session`. Rejects with `session-gone` if it has ended. */
  reload(): Promise<void>
  reload(callback: Callback): void
  /** Ends this session and begins an empty one under a new session ID, in a new `req.session`. */
  regenerate(): Promise<void>
  regenerate(callback: Callback): void
  /** Gives the session a new session ID, keeps its data and refuses the old ID: for sign-in and changes of privilege (OWASP ASVS 7.2.4). */
  rotate(): Promise<void>
  rotate(callback: Callback): void
  /** Ends the session. No slower request brings it back. */
  destroy(): Promise<void>
  destroy(callback: Callback): void
  /** Renews the idle timeout with this response, even before `touchAfter` has passed. Synchronous and chainable. */
  touch(): this
  /**
   * Reads, changes and writes the session in one atomic step, for counters and carts. Objects that the session was loaded with
   * are refreshed in place; an object that the app assigned is replaced where the new data differ.
   * @param change - Gets the newest stored data with this request's unsaved changes merged in; changes it in place or returns
   * its replacement. Must be synchronous, and may run more than once.
   * @throws {SessionError} Rejects with the codes of `save`; with `session-gone` if the session has ended.
   * @example await req.session.update((data) => { data.views += 1 })
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: `void` is what lets a function that only changes the data in place be written.
  update(change: (data: Data) => Data | void): Promise<void>
  // biome-ignore lint/suspicious/noConfusingVoidType: as above.
  update(change: (data: Data) => Data | void, callback: Callback): void
}

/** The type of `req.session`: the data, with methods on its prototype. */
export type SessionOf<Data> = Data & SessionMethods<Data>

/** Hands out the result of an operation as the caller wants it: by the callback, or as a promise. */
function deliver(operation: Promise<void>, callback: Callback | undefined): Promise<void> | undefined {
  if (callback === undefined) return operation
  operation.then(
    () => callback(),
    (error: unknown) => callback(error),
  )
  return undefined
}

/**
 * The hidden own property that holds the owner of a session. A private field could not be reached through a `Proxy` around the
 * session, nor from an object that inherits from it. Configurable, so that a Proxy may return a wrapped owner.
 */
const ownerKey: unique symbol = Symbol('sojourn.owner')

interface Owned {
  readonly [ownerKey]: SessionOwner
}

function ownerOf(session: object): SessionOwner {
  return (session as Owned)[ownerKey]
}

/** The key of a session in the store, once it is there. Throws `option-invalid` for what is no session. */
export function storedKeyOf(session: unknown): Promise<string> {
  if (session instanceof Session) return ownerOf(session).storedKey()
  throw new SessionError('option-invalid', 'what is to be excepted is no `req.session`.')
}

/** `req.session`. Only the data are own enumerable properties, so `Object.keys` and `JSON.stringify` see nothing else. */
export class Session {
  constructor(owner: SessionOwner) {
    Object.defineProperty(this, ownerKey, { value: owner, configurable: true })
  }

  get id(): string {
    return ownerOf(this).id
  }

  set id(_value: never) {
    refuseReserved('id')
  }

  get cookie(): SessionCookie {
    return ownerOf(this).cookie
  }

  set cookie(_value: never) {
    refuseReserved('cookie')
  }

  get expiresAt(): number {
    return ownerOf(this).expiresAt
  }

  set expiresAt(_value: never) {
    refuseReserved('expiresAt')
  }

  get endsAt(): number | null {
    return ownerOf(this).endsAt
  }

  set endsAt(_value: never) {
    refuseReserved('endsAt')
  }

  get isNew(): boolean {
    return ownerOf(this).isNew
  }

  set isNew(_value: never) {
    refuseReserved('isNew')
  }

  save(callback?: Callback): Promise<void> | undefined {
    return deliver(ownerOf(this).save(), callback)
  }

  reload(callback?: Callback): Promise<void> | undefined {
    return deliver(ownerOf(this).reload(), callback)
  }

  regenerate(callback?: Callback): Promise<void> | undefined {
    return deliver(ownerOf(this).regenerate(), callback)
  }

  rotate(callback?: Callback): Promise<void> | undefined {
    return deliver(ownerOf(this).rotate(), callback)
  }

  destroy(callback?: Callback): Promise<void> | undefined {
    return deliver(ownerOf(this).destroy(), callback)
  }

  touch(): this {
    ownerOf(this).touch()
    return this
  }

  update(change: (data: Record<string, unknown>) => unknown, callback?: Callback): Promise<void> | undefined {
    return deliver(ownerOf(this).update(change), callback)
  }
}

/** The names of methods and properties of a session. A data key of such a name is an error; it is not dropped silently. */
export const reservedKeys: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Session.prototype))

/** Throws `reserved-key` for data that would hide a method. */
export function assertNoReservedKey(data: object): void {
  for (const key of Object.keys(data)) if (reservedKeys.has(key)) refuseReserved(key)
}

function refuseReserved(key: string): never {
  throw new SessionError(
    'reserved-key',
    `session data cannot have the key "${key}", which is a name of the session itself. Store it under another name.`,
  )
}

/** Puts parsed data into a new session; returns whether they hold objects, which `fillable` then prepares. Throws `reserved-key`. */
export function fill(session: Session, data: Record<string, unknown>): boolean {
  let isNested = false
  for (const key of Object.keys(data)) {
    if (reservedKeys.has(key)) refuseReserved(key)
    const value = data[key]
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) isNested = true
    setOwn(session, key, value)
  }
  return isNested
}

/** Replaces the data of the session, as an assignment to `req.session` does. Throws `reserved-key` before it changes anything. */
export function replaceData(session: Session, data: object): void {
  assertNoReservedKey(data)
  for (const key of Object.keys(session)) Reflect.deleteProperty(session, key)
  for (const [key, value] of Object.entries(data)) setOwn(session, key, value)
}

/**
 * Updates the data of the session in place. `parsed` are the objects that the engine made itself: they are changed in place, so
 * that a handler's reference (`const { cart } = req.session`) stays part of the session. Objects that the app assigned are not
 * changed but replaced, where the data differ. Returns the new `parsed`. Throws `reserved-key` before it changes anything.
 */
export function refill(
  session: Session,
  data: Record<string, unknown>,
  parsed: readonly object[],
): readonly object[] {
  assertNoReservedKey(data)
  return overwrite(session, data, parsed)
}
