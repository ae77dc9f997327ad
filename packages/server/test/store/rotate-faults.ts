import { minute } from '../../src/testing/store-suite/claim.ts'
import type { Fault } from './spoilt-store.ts'

export const rotateFaults: Fault[] = [
  [
    'rotate leaves no note',
    'rotate: writes the record under the new key, and leaves the note under the old one',
    (good) => ({
      rotate(key, newKey, record, version, note) {
        const result = good.rotate(key, newKey, record, version, note)
        if (result.status === 'written') good.delete(key)
        return result
      },
    }),
  ],
  [
    'a note begins at version 1',
    'rotate: a slower write or rotation of the old key conflicts',
    (good) => ({
      rotate(key, newKey, record, version, note) {
        const result = good.rotate(key, newKey, record, version, note)
        if (result.status === 'written') {
          good.delete(key)
          good.create(key, note)
        }
        return result
      },
    }),
  ],
  [
    'a touch takes the idle timeout for a thing that is always there',
    'rotate: the note ends by itself, and a touch does not lengthen it',
    (good) => ({
      touch(key, now) {
        const touched = good.touch(key, now)
        return touched && { ...touched, idleTimeout: touched.idleTimeout || minute }
      },
    }),
  ],
  [
    'a note goes with its record',
    'deleting the record leaves the note',
    (good) => {
      const notes = new Map<string, string>()
      return {
        rotate(key, newKey, record, version, note) {
          notes.set(newKey, key)
          return good.rotate(key, newKey, record, version, note)
        },
        delete(key) {
          good.delete(notes.get(key) ?? '')
          return good.delete(key)
        },
      }
    },
  ],
  [
    'rotate overwrites',
    'rotate: a live record under the new key is a failure',
    (good) => ({
      rotate(key, newKey, record, version, note) {
        good.delete(newKey)
        return good.rotate(key, newKey, record, version, note)
      },
    }),
  ],
  [
    'rotate moves before it compares',
    'rotate: another version is a conflict, and nothing moves',
    (good) => ({
      rotate(key, newKey, record, version, note) {
        const current = good.read(key)
        if (current) good.rotate(key, newKey, current, current.version, note)
        return good.write(newKey, record, version)
      },
    }),
  ],
]
