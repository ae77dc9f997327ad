import { SessionError } from '../../errors.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import { Turns } from '../legacy/turns.ts'

/** As much of a `Storage` of unstorage as the store calls: what `createStorage` and `prefixStorage` return. */
export interface StorageLike {
  getItem(key: string): MaybePromise<unknown>
  setItem(key: string, value: string, options: { ttl: number }): MaybePromise<unknown>
  removeItem(key: string): MaybePromise<unknown>
  getKeys(base: string): MaybePromise<readonly string[]>
}

const methods = ['getItem', 'setItem', 'removeItem', 'getKeys']

/** Throws `option-invalid` for what is no storage. */
export function assertStorage(storage: unknown): asserts storage is StorageLike {
  const missing =
    typeof storage === 'object' && storage !== null
      ? methods.filter((name) => typeof Reflect.get(storage, name) !== 'function')
      : methods
  if (missing.length === 0) return
  throw new SessionError(
    'option-invalid',
    `unstorageStore: takes what createStorage({ driver }) of unstorage returns, got ${kindOf(storage)} without ${missing.join(', ')}`,
  )
}

/** Throws `option-invalid` for a prefix that unstorage would change. */
export function assertPrefix(prefix: unknown): asserts prefix is string {
  if (typeof prefix === 'string' && /^[\w-]+(?::[\w-]+)*$/.test(prefix)) return
  throw new SessionError(
    'option-invalid',
    `unstorageStore: prefix takes letters, digits, '_' and '-', in parts with ':' between, got ${JSON.stringify(prefix)}`,
  )
}

const turnsOfStorages = new WeakMap<StorageLike, Turns>()

/** The turns of the calls about a key, one for each storage, however many stores it is handed to. */
export function turnsOf(storage: StorageLike): Turns {
  const known = turnsOfStorages.get(storage)
  if (known !== undefined) return known
  const made = new Turns('unstorageStore')
  turnsOfStorages.set(storage, made)
  return made
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : typeof value
}
