import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/clock.ts'
import { type MemoryStore, memoryStore } from '../../src/store/memory.ts'
import type { SessionStore } from '../../src/store/store.ts'
import { aroundStore } from '../../src/testing/around-store.ts'
import { type StoreTools, storeCases, unpromised } from '../../src/testing/store-suite.ts'
import { replaced, spoilt } from './spoilt-store.ts'
import { twoSteps } from './two-step-store.ts'

/** What the case that takes that tool comes to: `'proved'`, or the message of its failure. */
async function outcomeOf(
  tool: keyof StoreTools,
  open: (clock: Clock) => SessionStore,
  tools: StoreTools,
): Promise<unknown> {
  const cases = storeCases(open, tools).filter((each) => each.tool === tool)
  expect(cases).toHaveLength(1)
  try {
    await cases[0]?.run()
    return 'proved'
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

type Around = (method: string, call: () => unknown, good: MemoryStore, args: readonly unknown[]) => unknown

/** A memory store behind a server that can be in trouble, and what it answers then. */
function troubled(inTrouble: Around) {
  let isInTrouble = false
  const begin = (): void => {
    isInTrouble = true
  }
  const end = (): void => {
    isInTrouble = false
  }
  const open = (clock: Clock): SessionStore => {
    const good = memoryStore({ clock })
    return aroundStore(good, (method, args, call) =>
      isInTrouble && method !== 'close' ? inTrouble(method, call, good, args) : call(),
    )
  }
  return { open, begin, end }
}

const refuse = (): never => {
  throw new Error('no connection')
}

describe('while the server is down', () => {
  function outcome(inTrouble: Around): Promise<unknown> {
    const { open, begin, end } = troubled(inTrouble)
    return outcomeOf('outage', open, { outage: { down: begin, up: end, within: 50 } })
  }

  test('a store that fails with every method is right', async () => {
    expect(await outcome(refuse)).toBe('proved')
    expect(await outcome(() => Promise.reject(new Error('no connection')))).toBe('proved')
  })

  test('so is one that does all the same what it says has failed', async () => {
    const doAndFail: Around = (_method, call) => {
      call()
      return refuse()
    }
    expect(await outcome(doAndFail)).toBe('proved')
  })

  test.each<[string, Around, string]>([
    [
      'answers from a cache',
      (method, call) => (method === 'read' ? call() : refuse()),
      'read while the server is down: expected "a failure", got "an answer"',
    ],
    [
      'takes a write for done',
      (method) => (method === 'touch' ? undefined : refuse()),
      'touch while the server is down: expected "a failure", got "an answer"',
    ],
    [
      'hangs',
      (method) => (method === 'delete' ? new Promise(() => {}) : refuse()),
      'delete while the server is down: expected "an answer or a failure", got "nothing within 50 ms"',
    ],
    [
      'does half of it',
      (method, _call, good, [key]) => {
        if (method === 'rotate') good.delete(String(key))
        return refuse()
      },
      'what is stored, where rotate is not as it was before',
    ],
    [
      'forgets',
      (method, _call, good) => {
        if (method === 'list') good.delete('kept')
        return refuse()
      },
      'read of what was stored before',
    ],
  ])('one that %s is found out', async (_fault, inTrouble, expected) => {
    expect(await outcome(inTrouble)).toContain(expected)
  })
})

describe('on a full disk', () => {
  function outcome(inTrouble: Around): Promise<unknown> {
    const { open, begin, end } = troubled(inTrouble)
    return outcomeOf('fullDisk', open, { fullDisk: { fill: begin, free: end } })
  }
  const deletes = (method: string): boolean => method.startsWith('delete')

  test('a store is right that fails with every method, or with those that need room', async () => {
    expect(await outcome(refuse)).toBe('proved')
    expect(await outcome((method, call) => (deletes(method) ? call() : refuse()))).toBe('proved')
    expect(await outcome((method, call) => (method === 'create' ? refuse() : call()))).toBe('proved')
  })

  test.each<[string, Around, string]>([
    [
      'takes a write for done',
      (method) => (method === 'create' ? undefined : refuse()),
      'whether there was no room',
    ],
    ['loses a touch', (method) => (method === 'touch' ? undefined : refuse()), 'what is stored after touch'],
    [
      'does half of it',
      (method, _call, good, [key]) => {
        if (method === 'write') good.delete(String(key))
        return refuse()
      },
      'what is stored after write',
    ],
    [
      'puts others out',
      (method, _call, good) => {
        if (method === 'create') good.delete('kept')
        return refuse()
      },
      'read of what was stored before',
    ],
  ])('one that %s is found out', async (_fault, inTrouble, expected) => {
    expect(await outcome(inTrouble)).toContain(expected)
  })
})

describe('where a process dies between two commands', () => {
  function outcome(indexFirst: boolean): Promise<unknown> {
    let dyingStore: ((commands: number) => SessionStore) | undefined
    const open = (clock: Clock): SessionStore =>
      spoilt((good) => {
        const steps = twoSteps(good, clock, { indexFirst })
        dyingStore = (commands) => replaced(good, steps.methods(commands))
        return steps.methods()
      })(clock)
    const crashAfter = (commands: number): SessionStore => {
      if (dyingStore === undefined) throw new Error('no store was opened')
      return dyingStore(commands)
    }
    return outcomeOf('crashAfter', open, { crashAfter })
  }

  test('a store is right that has every key in the index before there is a record', async () => {
    expect(await outcome(true)).toBe('proved')
  })

  test('one that stores the record first is found out', async () => {
    expect(await outcome(false)).toContain('keys listed after create that dies after 1 commands')
  })
})

test('a case is left out whose tool is missing', async () => {
  const broken = (clock: Clock): SessionStore => aroundStore(memoryStore({ clock }), refuse)
  const cases = storeCases(broken).filter(({ tool }) => tool !== undefined)
  expect(cases.map(({ tool }) => tool)).toEqual(['outage', 'fullDisk', 'crashAfter'])
  await Promise.all(cases.map(({ run }) => run()))
})

test('what a store does not promise is said by name', () => {
  const abilities = memoryStore().abilities
  expect(unpromised({ abilities })).toEqual([])
  expect(unpromised({ abilities: { ...abilities, compareAndSet: false, watch: false } })).toEqual([
    'compareAndSet: of two writes at once one may be lost',
    'watch: nobody is told of the sessions that end',
  ])
})
