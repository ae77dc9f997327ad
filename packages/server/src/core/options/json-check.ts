import type { JsonValue } from '../../session/json.ts'

/** What JSON drops, refuses or makes something else of. */
type Unfit =
  | Date
  | Map<never, never>
  | Set<never>
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | RegExp
  | Promise<unknown>
  | ((...args: never[]) => unknown)
  | bigint
  | symbol

/** Stands for exactly this type, neither a wider nor a narrower one. */
type Exactly<T> = (value: T) => T

/**
 * The path of the first value in `T` that JSON cannot hold, as text; `never` when all of it is JSON. A type that holds
 * itself, as trees do, is looked at once: `Seen` are those above it.
 */
export type NotJson<T, Path extends string = '', Seen = never> = unknown extends T
  ? never
  : T extends JsonValue | undefined
    ? never
    : T extends Unfit
      ? Path extends ''
        ? '(the whole)'
        : Path
      : T extends readonly (infer Item)[]
        ? NotJson<Item, `${Path}[]`, Seen>
        : T extends object
          ? Exactly<T> extends Seen
            ? never
            : {
                [Key in keyof T & (string | number)]-?: NotJson<
                  T[Key],
                  Path extends '' ? `${Key}` : `${Path}.${Key}`,
                  Seen | Exactly<T>
                >
              }[keyof T & (string | number)]
          : never

/** What `expose` may return: itself where it is JSON, else a message that names the path that is not. */
export type JsonView<View> = [NotJson<View>] extends [never]
  ? View
  : `expose must return JSON: ${NotJson<View>} is not`
