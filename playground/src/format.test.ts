import { expect, test } from 'vitest'
import { difference, digits, inWords, short } from './format.ts'

test.each([
  [892_000, '14:52', '14 minutes 52 seconds'],
  [60_000, '1:00', '1 minute'],
  [1, '0:01', '1 second'],
  [0, '0:00', '0 seconds'],
])('%i ms left are shown as %s and told as "%s"', (ms, shown, told) => {
  expect(digits(ms)).toBe(shown)
  expect(inWords(ms)).toBe(told)
})

test.each([
  [15_000, '15 s'],
  [900_000, '15 min'],
])('an idle timeout of %i ms is offered as %s', (ms, offered) => {
  expect(short(ms)).toBe(offered)
})

test('a difference has its sign, and none has none', () => {
  expect([12, -1204, 0].map(difference)).toEqual(['+12 ms', '-1,204 ms', '0 ms'])
})
