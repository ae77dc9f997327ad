import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { touchThrottle } from './touch-throttle.ts'

const minute = 60_000
/** Cookie values as they come: their signatures are as good as random, and the same in every run. */
const values = Array.from(
  { length: 10_000 },
  (_, index) => `sid.${createHash('sha256').update(`${index}`).digest('base64url')}`,
)

describe('the touch throttle', () => {
  it('forgets none of ten thousand visitors before their renewal is due', () => {
    const throttle = touchThrottle()
    for (const value of values) throttle.note(value, minute)
    expect(values.filter((value) => !throttle.isFresh(value, minute - 1))).toEqual([])
    expect(values.filter((value) => throttle.isFresh(value, minute))).toEqual([])
  })

  it('takes none of them for another', () => {
    const throttle = touchThrottle()
    for (const value of values.slice(0, 5_000)) throttle.note(value, minute)
    expect(values.slice(5_000).filter((value) => throttle.isFresh(value, 0))).toEqual([])
  })

  it('keeps the newest word about a value', () => {
    const throttle = touchThrottle()
    throttle.note('sid.one', 2 * minute)
    throttle.note('sid.one', minute)
    expect(throttle.isFresh('sid.one', minute)).toBe(false)
  })

  it('forgets the oldest word first where there are too many', () => {
    const throttle = touchThrottle()
    // Six times as many as there are places.
    const many = Array.from({ length: 400_000 }, (_, index) => `sid.${index.toString(36).padStart(16, '0')}`)
    for (const [index, value] of many.entries()) throttle.note(value, index + 1)
    const newest = many.slice(-5_000)
    expect(newest.filter((value) => !throttle.isFresh(value, 0)).length).toBeLessThan(50)
  })
})
