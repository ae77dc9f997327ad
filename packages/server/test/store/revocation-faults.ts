import { isRevoked } from '../../src/store/revocation.ts'
import { minute } from '../../src/testing/store-suite/claim.ts'
import { plainRevocations, type Rules } from './plain-revocations.ts'
import type { Fault, Spoil } from './spoilt-store.ts'

const ruledBy =
  (rules: Rules): Spoil =>
  (good, clock) =>
    plainRevocations(good, clock, rules)

/** Each is found by the one case that it names, and by no other. */
export const revocationFaults: Fault[] = [
  [
    'a sign-in of the very millisecond passes',
    'deleteSubject: a sign-in that began before it',
    ruledBy({
      refuses: (record, revocation) => isRevoked({ ...record, createdAt: record.createdAt + 1 }, revocation),
    }),
  ],
  [
    'only a first version is refused',
    'deleteSubject: a sign-in that began before it',
    ruledBy({ refuses: (record, revocation, _, version) => version === 1 && isRevoked(record, revocation) }),
  ],
  [
    'the next millisecond is refused',
    'deleteSubject: a sign-in that begins a millisecond later passes',
    ruledBy({
      refuses: (record, revocation) => isRevoked({ ...record, createdAt: record.createdAt - 1 }, revocation),
    }),
  ],
  [
    'subjects are compared without case and spaces',
    'deleteSubject: other subjects, and sessions without one',
    ruledBy({ named: (subject) => subject.trim().toLowerCase() }),
  ],
  [
    'it is remembered for as long as a request takes by default',
    'deleteSubject: remembers for five minutes',
    (good, clock) =>
      plainRevocations(good, clock, {
        refuses: (record, revocation) =>
          isRevoked(record, revocation) && clock.now() - (revocation?.at ?? 0) < 2 * minute,
      }),
  ],
  [
    'the first of several is kept',
    'deleteSubject: of several the latest counts',
    ruledBy({ note: (revocation, before) => before ?? revocation }),
  ],
  [
    'who was spared once is spared for ever',
    'deleteSubject: of several the latest counts',
    ruledBy({
      note: (revocation, before) => ({ ...revocation, spared: before?.spared ?? revocation.spared }),
    }),
  ],
  [
    'the spared session is told by its key',
    'deleteSubject: the spared session goes on',
    (good, clock) => {
      const spared = new Set<string | undefined>()
      const store = plainRevocations(good, clock, {
        refuses: (record, revocation, key) =>
          isRevoked({ ...record, id: '' }, revocation) && !spared.has(key),
      })
      return {
        ...store,
        deleteSubject(subject, exceptKey) {
          spared.add(good.list(subject).find(({ key }) => key === exceptKey)?.key)
          return store.deleteSubject(subject, exceptKey)
        },
      }
    },
  ],
  [
    'whoever is under the key is spared',
    'deleteSubject: nobody is spared by a key of another subject',
    (good, clock) => plainRevocations(good, clock, { sparedUnder: (key) => good.read(key)?.id ?? null }),
  ],
  ['clear leaves it', 'clear: forgets whose sessions were ended', ruledBy({ forgets: () => false })],
  [
    'create looks, and then inserts',
    'deleteSubject: beside sign-ins that create',
    (good, clock) => {
      const store = plainRevocations(good, clock)
      return {
        ...store,
        async create(key, record, version) {
          store.check(key, record, undefined)
          if (record.subject !== null) await Promise.resolve()
          good.create(key, record, version)
        },
      }
    },
  ],
  [
    'write looks, and then writes',
    'deleteSubject: beside sign-ins that write',
    (good, clock) => {
      const store = plainRevocations(good, clock)
      return {
        ...store,
        async write(key, record, version, ends) {
          const current = good.read(key)
          if (current?.version === version) store.check(key, record, current)
          if (current?.subject !== record.subject) await Promise.resolve()
          return good.write(key, record, version, ends)
        },
      }
    },
  ],
  [
    'rotate looks, and then moves',
    'deleteSubject: beside sign-ins that rotate',
    (good, clock) => {
      const store = plainRevocations(good, clock)
      return {
        ...store,
        async rotate(key, newKey, record, version, note, ends) {
          const current = good.read(key)
          if (current?.version === version) store.check(newKey, record, current)
          if (current?.subject !== record.subject) await Promise.resolve()
          return good.rotate(key, newKey, record, version, note, ends)
        },
      }
    },
  ],
  [
    'deleteSubject lists, and then deletes under the keys it found',
    'deleteSubject: a session that moves to another key meanwhile',
    (good, clock) => {
      const store = plainRevocations(good, clock)
      return {
        ...store,
        async deleteSubject(subject, exceptKey) {
          store.note(subject, exceptKey)
          const doomed = good.list(subject).filter(({ key }) => key !== exceptKey)
          await Promise.resolve()
          return doomed.filter(({ key }) => good.delete(key) !== undefined).length
        },
      }
    },
  ],
  [
    'a write of what was deleted meanwhile puts it back, for a session with a subject',
    'deleteSubject: beside writes and touches',
    (good, clock) => {
      const store = plainRevocations(good, clock)
      return {
        ...store,
        async write(key, record, version, ends) {
          const current = good.read(key)
          if (record.subject === null || current?.subject !== record.subject)
            return store.write(key, record, version, ends)
          await Promise.resolve()
          if (current.version === version && !good.read(key)) good.create(key, record, version)
          return good.write(key, record, version, ends)
        },
      }
    },
  ],
  [
    'deleteSubject deletes all, and puts the spared one back',
    'deleteSubject: the spared session is there all the while',
    (good, clock) => {
      const store = plainRevocations(good, clock)
      return {
        ...store,
        async deleteSubject(subject, exceptKey) {
          const own = good.list(subject).find(({ key }) => key === exceptKey)
          const deleted = await store.deleteSubject(subject, exceptKey)
          if (own === undefined) return deleted
          good.write(own.key, { ...own.record, expiresAt: clock.now() }, own.record.version)
          await Promise.resolve()
          good.create(own.key, own.record, own.record.version)
          return deleted
        },
      }
    },
  ],
]
