import { describe, expect, test } from 'vitest'
import { merge } from './merge.ts'

type Data = Record<string, unknown>

/** What comes of it where a decision between two values would be noticed. */
function merged(base: Data, ours: Data, stored: Data): Data {
  return merge(base, ours, stored, ({ ours, stored }) => ({ decided: { ours, stored } }))
}

test.each<[string, Data, Data, Data, Data]>([
  ['a value that only we changed', { a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }],
  ['a value that only another changed', { a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }],
  ['an object that only we replaced', { a: { x: 1 } }, { a: { y: 2 } }, { a: { x: 1 } }, { a: { y: 2 } }],
  [
    'an object that only another replaced',
    { a: { x: 1 } },
    { a: { x: 1 } },
    { a: { y: 2 } },
    { a: { y: 2 } },
  ],
  [
    'an object that both replaced by the same',
    { a: { x: 1 } },
    { a: { y: 2 } },
    { a: { y: 2 } },
    { a: { y: 2 } },
  ],
  ['a key that another began', {}, {}, { a: 1 }, { a: 1 }],
  ['a key that we began', {}, { a: 1 }, {}, { a: 1 }],
  [
    'a key deleted in an object, which we changed there',
    { a: { x: 1, y: 1 } },
    { a: { x: 2, y: 1, z: 3 } },
    { a: { y: 1 } },
    { a: { y: 1, z: 3 } },
  ],
  [
    'a key deleted in an object, which another changed there',
    { a: { x: 1, y: 1 } },
    { a: { y: 1 } },
    { a: { x: 2, y: 1, z: 3 } },
    { a: { y: 1, z: 3 } },
  ],
])('nobody has to decide about %s', (_, base, ours, stored, expected) => {
  expect(merged(base, ours, stored)).toEqual(expected)
})

describe('of what both sides began', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['lists both stay, theirs first', [1], [2], [2, 1]],
    ['an equal list is not doubled', [1], [1], [1]],
    ['objects both stay', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ['objects inside of objects both stay', { p: { a: 1 } }, { p: { b: 2 } }, { p: { a: 1, b: 2 } }],
    ['lists inside of objects both stay', { l: [1] }, { l: [2] }, { l: [2, 1] }],
  ])('%s', (_, ours, stored, expected) => {
    expect(merged({}, { began: ours }, { began: stored })).toEqual({ began: expected })
  })

  test.each<[string, unknown, unknown]>([
    ['two values', 1, 2],
    ['two objects that say two things of one key', { id: 1, mine: 1 }, { id: 2, theirs: 1 }],
    ['two objects that say two things deep inside', { p: { id: 1 }, mine: 1 }, { p: { id: 2 }, theirs: 1 }],
    ['an object here and a value there', { p: { a: 1 }, mine: 1 }, { p: 5, theirs: 1 }],
    ['a value here and an object there', { p: 5, mine: 1 }, { p: { a: 1 }, theirs: 1 }],
    ['a list here and a value there', { l: [1], mine: 1 }, { l: 5, theirs: 1 }],
    ['a value here and a list there', { l: 5, mine: 1 }, { l: [1], theirs: 1 }],
    ['a list here and an object there', { l: [1], mine: 1 }, { l: { a: 1 }, theirs: 1 }],
  ])('somebody has to decide about the whole of %s', (_, ours, stored) => {
    expect(merged({}, { began: ours }, { began: stored })).toEqual({ began: { decided: { ours, stored } } })
  })
})
