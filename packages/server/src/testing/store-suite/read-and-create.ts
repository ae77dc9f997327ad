import { equal, fails, succeeds } from './check.ts'
import { type Claim, hour, minute, newRecord } from './claim.ts'

export const readAndCreate: readonly Claim[] = [
  {
    name: 'read: an unknown key is undefined',
    async prove(store) {
      equal(await store.read('unknown'), undefined, 'read')
    },
  },
  {
    name: 'create: every field can be read back, as version 1',
    async prove(store, clock) {
      const plain = newRecord(clock)
      const other = newRecord(clock, {
        id: 'stay-2',
        createdAt: clock.now() - 3 * hour,
        expiresAt: clock.now() + 400 * 24 * hour,
        endsAt: null,
        idleTimeout: 400 * 24 * hour,
        persistent: false,
        subject: 'user-1',
      })
      await store.create('a', plain)
      await store.create('b', other)
      equal(await store.read('a'), { ...plain, version: 1 }, 'read of the first')
      equal(await store.read('b'), { ...other, version: 1 }, 'read of the second')
    },
  },
  {
    name: 'create: goes on from the version that it is handed',
    async prove(store, clock) {
      const record = newRecord(clock)
      await store.create('a', record, 7)
      equal(await store.read('a'), { ...record, version: 7 }, 'read')
      equal(await store.write('a', record, 7), { status: 'written', version: 8 }, 'write')
    },
  },
  {
    name: 'create: the data come back as the very same text',
    async prove(store, clock) {
      const long = JSON.stringify({ text: 'long '.repeat(20_000) })
      const texts = [
        '{}',
        '{ "b" : 1,"a":2.0 }',
        '{"a":"\\u0000\\ud83d \'\\"\\\\ é 日本 🦩"}',
        '{"__proto__":1}',
        long,
      ]
      for (const [index, data] of texts.entries()) {
        await store.create(`key-${index}`, newRecord(clock, { data }))
        equal((await store.read(`key-${index}`))?.data, data, 'data')
      }
    },
  },
  {
    name: 'create: keys are told apart by every character, upper and lower case too',
    async prove(store, clock) {
      const keys = ['abc_-', 'ABC_-', 'abc_', 'äbc_-', 'abc_- ', 'abc%-', 'a:b', '__proto__']
      for (const key of keys) await store.create(key, newRecord(clock, { id: `stay of ${key}` }))
      for (const key of keys) equal((await store.read(key))?.id, `stay of ${key}`, `id under ${key}`)
    },
  },
  {
    name: 'create: texts come back to the last code unit, under keys that differ in one; a store may refuse odd ones',
    async prove(store, clock) {
      const texts = ['\ufffd', '\ud800', '\udc00', '\0', 'a\0', 'a\0b', 'a', '\ufeffa']
      const taken: string[] = []
      for (const text of texts) {
        const record = newRecord(clock, { id: text, data: JSON.stringify(text) })
        if (await succeeds(() => store.create(text, record))) taken.push(text)
      }
      for (const text of taken) {
        const read = await store.read(text)
        equal([read?.id, read?.data], [text, JSON.stringify(text)], 'id and data')
        equal((await store.delete(text))?.id, text, 'id of what was deleted')
      }
    },
  },
  {
    name: 'create: a live record is never overwritten, it is a failure',
    async prove(store, clock) {
      const first = newRecord(clock)
      await store.create('a', first)
      await fails(() => store.create('a', newRecord(clock, { data: '{"views":2}' })), 'a second create')
      equal(await store.read('a'), { ...first, version: 1 }, 'read after it')
    },
  },
  {
    name: 'create: a record that is no longer live is replaced, as version 1',
    async prove(store, clock) {
      const first = newRecord(clock, { subject: 'user-1' })
      await store.create('a', first)
      await store.write('a', first, 1)
      clock.advance(30 * minute)
      const second = newRecord(clock, { id: 'stay-2' })
      await store.create('a', second)
      equal(await store.read('a'), { ...second, version: 1 }, 'read')
    },
  },
  {
    name: 'read: a record is live until its expiresAt, and gone at that very millisecond',
    async prove(store, clock) {
      await store.create('a', newRecord(clock))
      clock.advance(30 * minute - 1)
      equal((await store.read('a'))?.version, 1, 'version a millisecond before')
      clock.advance(1)
      equal(await store.read('a'), undefined, 'read at expiresAt')
    },
  },
  {
    name: 'read: renews nothing',
    async prove(store, clock) {
      const record = newRecord(clock)
      await store.create('a', record)
      clock.advance(20 * minute)
      await store.read('a')
      equal(await store.read('a'), { ...record, version: 1 }, 'a second read')
      clock.advance(10 * minute)
      equal(await store.read('a'), undefined, 'read when the half hour has passed')
    },
  },
  {
    name: 'records handed in or out are never changed afterwards',
    async prove(store, clock) {
      const created = Object.freeze(newRecord(clock))
      await store.create('a', created)
      const before = await store.read('a')
      clock.advance(minute)
      await store.touch('a', clock.now())
      const written = Object.freeze(newRecord(clock, { data: '{"views":2}' }))
      const result = await store.write('a', written, 2)
      equal(result, { status: 'written', version: 3 }, 'write')
      equal(await store.read('a'), { ...written, version: 3 }, 'read')
      equal(before, { ...created, version: 1 }, 'the record read before')
    },
  },
]
