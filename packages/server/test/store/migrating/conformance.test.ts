import { describe, test } from 'vitest'
import type { Clock } from '../../../src/clock.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { migratingStore } from '../../../src/store/migrating.ts'
import { sqliteStore } from '../../../src/store/sqlite.ts'
import type { SessionStore } from '../../../src/store/store.ts'
import { storeCases } from '../../../src/testing/store-suite.ts'

const memory = (clock: Clock): SessionStore => memoryStore({ clock })
const sqlite = (clock: Clock): SessionStore => sqliteStore(':memory:', { clock, sweepEvery: false })

/** Two processes over the same two stores, of which a call reaches now one and now the other. */
function inTurn(stores: readonly SessionStore[]): SessionStore {
  let next = 0
  const [first] = stores
  if (first === undefined) throw new Error('no store')
  return new Proxy(first, {
    get(_, name) {
      if (name === 'close') return () => Promise.all(stores.map((store) => store.close?.()))
      if (name === 'watch') return Reflect.get(first, name, first)?.bind(first)
      const member: unknown = Reflect.get(first, name, first)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        next += 1
        const store = stores[next % stores.length] ?? first
        return Reflect.apply(Reflect.get(store, name, store), store, args)
      }
    },
  })
}

const pairs: [string, (clock: Clock) => SessionStore, (clock: Clock) => SessionStore][] = [
  ['memory to SQLite', memory, sqlite],
  ['SQLite to memory', sqlite, memory],
]

/** Of processes in different phases. */
const unproven = [
  // Where one creates neither sees what the other creates elsewhere. But no two sessions have one key.
  'of many creates at once under one key',
  // What a session leaves at its old place for five minutes is swept and counted, too.
  'sweep: removes what is no longer live',
]

describe.each(pairs)('from %s', (_name, open, openNext) => {
  describe.each(['prepare', 'move'] as const)('in the phase %s', (phase) => {
    for (const { name, run } of storeCases((clock) =>
      migratingStore({ from: open(clock), to: openNext(clock), phase, clock }),
    )) {
      test(name, run)
    }
  })

  describe('while some processes prepare and others move', () => {
    for (const { name, run } of storeCases((clock) => {
      const [from, to] = [open(clock), openNext(clock)]
      return inTurn([
        migratingStore({ from, to, phase: 'prepare', clock }),
        migratingStore({ from, to, phase: 'move', clock }),
      ])
    })) {
      if (!unproven.some((claim) => name.includes(claim))) test(name, run)
    }
  })
})
