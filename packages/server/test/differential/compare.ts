import { isDeepStrictEqual } from 'node:util'

/** One thing that two runs of a program show differently. */
export interface Mismatch {
  /** `requests.1.received.headers.set-cookie.0` */
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** All that differs, innermost first found. */
export function mismatches(expected: unknown, actual: unknown): Mismatch[] {
  return isDeepStrictEqual(expected, actual) ? [] : [...compare('', expected, actual)]
}

function* compare(path: string, expected: unknown, actual: unknown): Generator<Mismatch> {
  if (isDeepStrictEqual(expected, actual)) return
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    yield { path, expected, actual }
    return
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    yield* compare(path === '' ? key : `${path}.${key}`, expected[key], actual[key])
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
