import fc, { type Arbitrary } from 'fast-check'
import type { Json } from './program.ts'

/** One of the first argument most of the time, else one of the rest: what apps do is met often, what few do now and then. */
export function mostly<T>(weight: number, usual: Arbitrary<T>, rare: Arbitrary<T>): Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare })
}

export function oneOf<const T>(...values: readonly T[]): Arbitrary<T> {
  return fc.constantFrom(...values)
}

/** The first value shrinks best, and comes `weight` times as often as all the others. */
export function usually<const T>(weight: number, usual: T, ...others: readonly T[]): Arbitrary<T> {
  return mostly<T>(weight, fc.constant(usual), fc.constantFrom(...others))
}

/** An object with some of the keys, in any order: of `maxAge` and `expires` the last one counts. */
export function someOf<T>(values: Readonly<Record<string, Arbitrary<T>>>): Arbitrary<Record<string, T>> {
  return fc
    .shuffledSubarray(Object.keys(values), { maxLength: 4 })
    .chain((keys) =>
      fc
        .tuple(...keys.map((key) => values[key] ?? fc.constant(undefined as T)))
        .map((picked) => Object.fromEntries(keys.map((key, index) => [key, picked[index] as T]))),
    )
}

/** Keys that apps use, among them names that a session has, or might have. */
export const dataKey: Arbitrary<string> = mostly(
  6,
  oneOf('user', 'cart', 'views'),
  oneOf('isNew', 'expiresAt', 'passport', 'id', 'a.b', 'ü'),
)

export const json: Arbitrary<Json> = oneOf<Json>(
  1,
  'ada',
  2,
  null,
  true,
  '',
  'é',
  [1],
  { a: 1 },
  { a: { b: [2] } },
)

export const duration: Arbitrary<number> = oneOf(60_000, 1000, 1, 0, 3_600_000, 500, -1000, 59_999)
