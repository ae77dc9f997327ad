import { expect, test } from 'vitest'
import { announcementAt } from './announcements.ts'

/** Everything that is said while a stay of that many milliseconds runs out, second by second. */
function saidDuring(stay: number): string[] {
  const said: string[] = []
  for (let left = stay; left > 0; left -= 1000) {
    const words = announcementAt(left, left - 1000)
    if (words) said.push(words)
  }
  return said
}

test('a quarter of an hour is told in seven announcements, and never each second', () => {
  expect(saidDuring(900_000)).toEqual([
    '10 minutes left in your session.',
    '5 minutes left in your session.',
    '2 minutes left in your session.',
    '1 minute left in your session.',
    '40 seconds left in your session.',
    '20 seconds left in your session.',
    '10 seconds left in your session.',
  ])
})

test('a stay that was renewed is not announced', () => {
  expect(announcementAt(9000, 15_000)).toBeUndefined()
})

test('a jump over several marks, as after a sleep, is told once, with the time that is left', () => {
  expect(announcementAt(900_000, 35_000)).toBe('35 seconds left in your session.')
})
