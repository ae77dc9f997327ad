import { describe, expect, test } from 'vitest'
import { isProblemCode, type Problem, type ProblemCode, toProblem } from './problem.ts'
import { problemSchema } from './problem-schema.ts'

// A record, so that a code that is missing here does not compile.
const codes: Record<ProblemCode, number> = {
  'bad-request': 400,
  'origin-refused': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'store-unavailable': 503,
  'store-full': 503,
  'session-busy': 503,
  'record-invalid': 500,
  'data-invalid': 500,
  'not-json': 500,
  'reserved-key': 500,
  'insecure-connection': 500,
  'headers-sent': 500,
  'not-loaded': 500,
  'option-invalid': 500,
  'session-gone': 409,
  'session-revoked': 409,
  'session-conflict': 409,
  internal: 500,
}

const problem: Problem = {
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  code: 'store-unavailable',
  detail: 'The session store did not answer. Try again.',
}

describe('a problem', () => {
  test.each(Object.entries(codes))('%s arrives as it was sent', (code, status) => {
    expect(problemSchema.parse({ ...problem, code, status })).toStrictEqual({ ...problem, code, status })
  })

  test.each(Object.entries(codes))('%s is told with its status, and read again', (code, status) => {
    if (!isProblemCode(code)) throw new Error(`${code} is no code.`)
    expect(problemSchema.parse(toProblem(code))).toStrictEqual(toProblem(code))
    expect(toProblem(code)).toMatchObject({ code, status })
  })

  test('is of no code that every object has', () => expect(isProblemCode('constructor')).toBe(false))

  test('may carry more, which stays out', () => {
    expect(problemSchema.parse({ ...problem, instance: '/session', retryAfter: 3 })).toStrictEqual(problem)
  })

  test.each<[string, unknown]>([
    ['a type of somebody else', { ...problem, type: 'https://example.com/probs/out-of-credit' }],
    ['a code that nobody knows', { ...problem, code: 'teapot' }],
    ['a status that is no error', { ...problem, status: 200 }],
    ['a status beyond HTTP', { ...problem, status: 600 }],
    ['a fractional status', { ...problem, status: 400.5 }],
    ['a status as text', { ...problem, status: '503' }],
    ['no detail', { ...problem, detail: undefined }],
    ['no title', { ...problem, title: null }],
    ['HTML', '<!doctype html>'],
    ['nothing', null],
  ])('is not %s', (_, answer) => expect(problemSchema.safeParse(answer).success).toBe(false))
})
