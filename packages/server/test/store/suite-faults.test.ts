import { expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import type { SessionStore } from '../../src/store/store.ts'
import { storeCases } from '../../src/testing/store-suite.ts'
import { revocationFaults } from './revocation-faults.ts'
import { type Spoil, spoilt } from './spoilt-store.ts'
import { textFaults } from './text-faults.ts'
import { watchFaults } from './watch-faults.ts'

async function failures(spoil: Spoil): Promise<string[]> {
  const failed: string[] = []
  // Where an answer comes later, it may.
  const open = (clock: Clock): SessionStore => {
    const store = spoilt(spoil)(clock)
    return new Proxy(store, {
      get: (_, name) =>
        name === 'abilities' ? { ...store.abilities, immediate: false } : Reflect.get(store, name),
    })
  }
  for (const { name, run } of storeCases(open)) await run().catch(() => failed.push(name))
  return failed
}

test.each([...revocationFaults, ...watchFaults, ...textFaults])(
  'one case alone finds out when %s',
  async (_fault, expected, spoil) => {
    expect(await failures(spoil)).toEqual([expect.stringContaining(expected)])
  },
)
