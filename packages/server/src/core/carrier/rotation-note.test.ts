import { expect, test } from 'vitest'
import { minute } from '../../../test/durations.ts'
import { memoryStore } from '../../store/memory.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { newRecord } from '../../testing/store-suite/claim.ts'
import { isNote, noteTarget, rotationNote, unlessNote } from './rotation-note.ts'

const clock = manualClock()
const session = { ...newRecord(clock, { subject: 'ann', data: '["rotated","elsewhere"]' }), version: 2 }

test('a note names the stay and the key that it has now, and nothing else of the session', () => {
  const note = rotationNote(session, 'new', clock.now())
  const end = clock.now() + 5 * minute
  expect(note).toEqual({
    id: 'stay-1',
    data: '["rotated","new"]',
    createdAt: clock.now(),
    expiresAt: end,
    endsAt: end,
    idleTimeout: 0,
    persistent: false,
    subject: null,
  })
})

test('a note is told apart from a session, whatever data that has, by what a read and a touch answer', () => {
  const store = memoryStore({ clock })
  store.create('session', session)
  store.create('note', rotationNote(session, 'new', clock.now()))
  const [note, read] = [store.read('note'), store.read('session')]
  expect([note && isNote(note), read && isNote(read)]).toEqual([true, false])
  expect([note && noteTarget(note), read && noteTarget(read)]).toEqual(['new', undefined])
  expect([unlessNote(note), unlessNote(read), unlessNote(undefined)]).toEqual([undefined, read, undefined])
  const touched = ['note', 'session'].map((key) => store.touch(key, clock.now()))
  expect(touched.map((answer) => answer && isNote(answer))).toEqual([true, false])
})
