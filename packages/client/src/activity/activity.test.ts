import { describe, expect, test } from 'vitest'
import { inputs, isInput } from './input.ts'

describe('a person', () => {
  const event = (type: string, more = {}): Event & { movementX?: number } =>
    Object.assign(Object.create(Event.prototype, { isTrusted: { value: true }, type: { value: type } }), more)

  test.each([
    'pointerdown',
    'keydown',
    'wheel',
    // Of dictation and paste; of a screen reader.
    'input',
    'click',
  ])('is who causes %s', (type) => {
    expect(inputs).toContain(type)
    expect(isInput(event(type))).toBe(true)
    expect(isInput(new Event(type))).toBe(false)
  })

  test('is who moves the pointer, not who moves the page below it', () => {
    expect(isInput(event('pointermove', { movementX: 0, movementY: 0 }))).toBe(false)
    expect(isInput(event('pointermove', { movementX: -1, movementY: 0 }))).toBe(true)
    expect(isInput(event('pointermove', { movementX: 0, movementY: 2 }))).toBe(true)
  })

  test.each(['scroll', 'focus', 'mousemove', 'animationend', 'visibilitychange'])(
    'is not needed for %s',
    (type) => {
      expect(inputs).not.toContain(type)
    },
  )
})
