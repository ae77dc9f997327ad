/** What a case found wrong. Test runners show the two values beside each other. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
  readonly actual: unknown
  readonly expected: unknown
  readonly showDiff = true

  constructor(what: string, actual: unknown, expected: unknown) {
    super(`${what}: expected ${print(expected)}, got ${print(actual)}`)
    this.actual = actual
    this.expected = expected
  }
}

/** Fails unless both are the same value; objects and arrays are compared by what is in them. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  if (print(actual) !== print(expected)) throw new Mismatch(what, actual, expected)
}

/** Fails unless `call` throws or rejects. */
export async function fails(call: () => unknown, what: string): Promise<void> {
  let answer: unknown
  try {
    answer = await call()
  } catch {
    return
  }
  throw new Mismatch(what, answer, 'a failure')
}

/** Fails unless `call` throws or rejects with an error of that code. */
export async function failsWith(code: string, call: () => unknown, what: string): Promise<void> {
  let outcome: unknown
  try {
    outcome = await call()
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === code) return
    outcome = error instanceof Error ? `the failure "${error.message}"` : error
  }
  throw new Mismatch(what, outcome, `a failure with the code ${code}`)
}

/** Whether `call` answers. */
export async function succeeds(call: () => unknown): Promise<boolean> {
  try {
    await call()
    return true
  } catch {
    return false
  }
}

function print(value: unknown): string {
  const sorted = (_key: string, part: unknown): unknown =>
    isPlain(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part
  const text = JSON.stringify(value, sorted) ?? String(value)
  return text
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
