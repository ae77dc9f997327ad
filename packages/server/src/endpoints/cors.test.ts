import { expect, test } from 'vitest'
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts'

const app = 'https://app.example'

test('an allowed origin may read the answer with its cookies, and the headers that matter', () => {
  expect(corsHeaders(app, [app])).toEqual({
    Vary: 'Origin',
    'Access-Control-Allow-Origin': app,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': 'Retry-After, Sojourn-Session',
  })
})

test.each([
  undefined,
  'null',
  'https://evil.example',
  'https://app.example.evil.example',
  'http://app.example',
  '*',
])('%s may not, and caches are told that it depends', (origin) => {
  expect(corsHeaders(origin, [app])).toEqual({ Vary: 'Origin' })
})

test('where no origin is allowed nothing depends on it', () => {
  expect(corsHeaders(app, [])).toEqual({})
})

test('a preflight says which method it is for', () => {
  expect(isPreflight(app, 'POST')).toBe(true)
  expect(isPreflight(app, undefined)).toBe(false)
  expect(isPreflight(undefined, 'POST')).toBe(false)
})

test('the answer to a preflight names the methods and lets all headers come', () => {
  expect(preflightHeaders(['POST', 'OPTIONS'], 'content-type, traceparent')).toEqual({
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
    'Access-Control-Allow-Headers': 'content-type, traceparent',
    'Access-Control-Max-Age': '600',
  })
  expect(preflightHeaders(['GET'], undefined)).not.toHaveProperty('Access-Control-Allow-Headers')
})
