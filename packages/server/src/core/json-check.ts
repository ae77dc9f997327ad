/** The path of the first value in `T` that JSON cannot hold, as text; `never` when all of it is JSON. */
export type NotJson<T, Path extends string = ''> = unknown extends T
  ? never
  : T extends string | number | boolean | null | undefined
    ? never
    : T extends Date | Map<never, never> | Set<never> | ((...args: never[]) => unknown) | bigint | symbol
      ? Path extends ''
        ? '(the whole)'
        : Path
      : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | RegExp | Promise<unknown>
        ? Path extends ''
          ? '(the whole)'
          : Path
        : T extends readonly (infer Item)[]
          ? NotJson<Item, `${Path}[]`>
          : T extends object
            ? {
                [Key in keyof T & string]: NotJson<T[Key], Path extends '' ? Key : `${Path}.${Key}`>
              }[keyof T & string]
            : never

/** What `expose` may return: itself where it is JSON, else a message that names the path that is not. */
export type JsonView<View> = [NotJson<View>] extends [never]
  ? View
  : `expose must return JSON: ${NotJson<View>} is not`
