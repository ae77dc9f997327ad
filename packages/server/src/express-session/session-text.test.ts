import { expect, test } from 'vitest'
import { dataText } from './session-text.ts'

test('is the data without the cookie of the session', () => {
  expect(dataText({ cookie: { path: '/' }, views: 1, nested: { cookie: 'mine' } })).toBe(
    '{"views":1,"nested":{"cookie":"mine"}}',
  )
})

test("is what the app's own toJSON says, its cookie included", () => {
  expect(dataText({ cookie: 1, toJSON: () => ({ cookie: 2, views: 1 }) })).toBe('{"cookie":2,"views":1}')
})

test('throws for what JSON cannot say', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  expect(() => dataText(cycle)).toThrow(TypeError)
})
