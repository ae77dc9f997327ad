import { SessionError } from '../errors.ts'
import { setOwn } from './json.ts'
import { overwrite } from './overwrite.ts'
import type { SessionCookie } from './session-cookie.ts'

/** Called when the operation is over, with the error if it failed; never before the method has returned. */
export type Callback = (error?: unknown) => void

/** The one who keeps a session: carries out what its methods ask. */
export interface SessionOwner {
  readonly id: string
  readonly cookie: SessionCookie
  readonly expiresAt: number
  readonly endsAt: number | null
  readonly isNew: boolean
  save(): Promise<void>
  reload(): Promise<void>
  regenerate(): Promise<void>
  rotate(): Promise<void>
  destroy(): Promise<void>
  touch(): void
  update(change: (data: Record<string, unknown>) => unknown): Promise<void>
}

/** What `req.session` can do beside holding data. `Data` is what the option `schema` describes. */
export interface SessionMethods<Data> {
  /** An opaque name of the stay, no credential: kept by `rotate`, new after `regenerate` and for another subject. */
  readonly id: string
  readonly cookie: SessionCookie
  /** Epoch ms at which the stay ends if nobody moves. */
  readonly expiresAt: number
  /** Epoch ms at which the stay ends whatever happens; `null`: never. */
  readonly endsAt: number | null
  /** Whether the store holds nothing of this session yet. */
  readonly isNew: boolean
  /** Saves now. Rejects with `store-unavailable`, `not-json`, `data-invalid`, `session-gone`, `session-conflict`. */
  save(): Promise<void>
  save(callback: Callback): void
  /** Drops unsaved changes and reads the session anew; `req.session` is another object afterwards. Rejects with `session-gone`. */
  reload(): Promise<void>
  reload(callback: Callback): void
  /** Ends this session and begins a new, empty one under a new sid; `req.session` is another object afterwards. */
  regenerate(): Promise<void>
  regenerate(callback: Callback): void
  /** Gives the session a new sid and keeps its data: at sign-in and at every change of privilege (OWASP ASVS 7.2.4). The old sid is refused at once. */
  rotate(): Promise<void>
  rotate(callback: Callback): void
  /** Ends the session. Nothing brings it back, whatever slower requests do. */
  destroy(): Promise<void>
  destroy(callback: Callback): void
  /** Renews the idle timeout with this response, whatever `touchAfter` says. */
  touch(): this
  /**
   * The atomic read-modify-write, for counters and carts: `change` gets the newest stored data with this request's unsaved
   * changes merged in, and changes it in place or returns what replaces it. It may run more than once and must be synchronous.
   * Objects that were in the session when the request came are refreshed in place; one that the app assigned is left as it
   * is, and replaced where the data differ from it.
   * Rejects with `session-gone` when the session has ended.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: `void` is what lets a function that only changes the data in place be written.
  update(change: (data: Data) => Data | void): Promise<void>
  // biome-ignore lint/suspicious/noConfusingVoidType: as above.
  update(change: (data: Data) => Data | void, callback: Callback): void
}

/** `req.session`: the data, with methods on its prototype. */
export type SessionOf<Data> = Data & SessionMethods<Data>

/** Runs an operation the way the caller asked for it: with a callback, or as a promise. */
function deliver(operation: Promise<void>, callback: Callback | undefined): Promise<void> | undefined {
  if (callback === undefined) return operation
  operation.then(
    () => callback(),
    (error: unknown) => callback(error),
  )
  return undefined
}

/**
 * Where a session has its owner. An own property that nothing shows, and no private field: a private field is not reached
 * through a `Proxy` around the session, nor from an object made of it. Configurable, so that a Proxy may answer a wrapped one.
 */
const ownerKey: unique symbol = Symbol('sojourn.owner')

interface Owned {
  readonly [ownerKey]: SessionOwner
}

function ownerOf(session: object): SessionOwner {
  return (session as Owned)[ownerKey]
}

/** The data are own properties, so `req.session.views++`, `Object.keys` and `JSON.stringify` see them and nothing else. */
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

/** Names that belong to the methods: a data key of that name is an error, never dropped. */
export const reservedKeys: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Session.prototype))

/** Refuses data that would hide a method. Throws `reserved-key`. */
export function assertNoReservedKey(data: object): void {
  for (const key of Object.keys(data)) if (reservedKeys.has(key)) refuseReserved(key)
}

function refuseReserved(key: string): never {
  throw new SessionError(
    'reserved-key',
    `session data cannot have the key "${key}", which is a name of the session itself. Store it under another name.`,
  )
}

/**
 * Gives a new session the data that the engine parsed. Says whether objects inside have names of their own, which
 * `fillable` finds before a handler sees them. Throws `reserved-key`.
 */
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

/** Gives the session other data, as an assignment to `req.session` does. Throws `reserved-key`, and then nothing has changed. */
export function replaceData(session: Session, data: object): void {
  assertNoReservedKey(data)
  for (const key of Object.keys(session)) Reflect.deleteProperty(session, key)
  for (const [key, value] of Object.entries(data)) setOwn(session, key, value)
}

/**
 * Makes the session's data these: what the handler holds of them (`const { cart } = req.session`) stays part of the session
 * where it is one of `parsed`, the objects that the engine made itself. What the app assigned is left as it is, and replaced
 * where the data say something else. Answers what is `parsed` from now on. Throws `reserved-key`, and then nothing has changed.
 */
export function refill(
  session: Session,
  data: Record<string, unknown>,
  parsed: readonly object[],
): readonly object[] {
  assertNoReservedKey(data)
  return overwrite(session, data, parsed)
}
