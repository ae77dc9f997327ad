import type { Fault, Spoil } from './spoilt-store.ts'

const withKeys =
  (kept: (key: string) => string): Spoil =>
  (good) => ({
    create: (key, record, version) => good.create(kept(key), record, version),
    read: (key) => good.read(kept(key)),
    write: (key, record, version, ends) => good.write(kept(key), record, version, ends),
    touch: (key, now) => good.touch(kept(key), now),
    delete: (key) => good.delete(kept(key)),
    rotate: (key, newKey, record, version, note, ends) =>
      good.rotate(kept(key), kept(newKey), record, version, note, ends),
  })

/** Each is found by the one case that it names, and by no other. */
export const textFaults: Fault[] = [
  [
    'keys are compared in their composed form',
    'keys: odd ones work with every method',
    withKeys((key) => key.normalize()),
  ],
  [
    'a rotation takes the new key for a pattern',
    'rotate: from odd keys to odd keys',
    (good) => ({
      rotate: (key, newKey, record, version, note, ends) =>
        good.rotate(key, newKey.replace('%', 'percent'), record, version, note, ends),
    }),
  ],
  [
    'keys are cut after 255 characters',
    'keys: long ones are told apart',
    withKeys((key) => key.slice(0, 255)),
  ],
  [
    'subjects are compared in their composed form',
    'subjects: odd ones are listed and ended alone',
    (good) => ({
      create: (key, record, version) =>
        good.create(key, { ...record, subject: record.subject?.normalize() ?? null }, version),
    }),
  ],
  [
    'data are cut after a megabyte',
    'data: a megabyte is kept whole',
    (good) => ({
      write: (key, record, version, ends) =>
        good.write(key, { ...record, data: record.data.slice(0, 500_000) }, version, ends),
    }),
  ],
  [
    'versions have 32 bits',
    'numbers: the latest times there are',
    (good) => ({ create: (key, record, version = 1) => good.create(key, record, version % 2 ** 32) }),
  ],
  [
    'who meets others too often is sent away',
    'compareAndSet: of fifty who each add one',
    (good) => {
      let conflicts = 0
      return {
        write(key, record, version, ends) {
          const result = good.write(key, record, version, ends)
          conflicts = result.status === 'conflict' ? conflicts + 1 : 0
          if (conflicts > 30) throw new Error('deadlock detected')
          return result
        },
      }
    },
  ],
]
