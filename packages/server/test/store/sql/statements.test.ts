import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '../../../src/testing/manual-clock.ts'
import { minute, newNote, newRecord } from '../../../src/testing/store-suite/claim.ts'
import { useServer } from '../../use-server.ts'
import { type Database, kinds, newTable } from './servers.ts'

const clock = manualClock()
const visitor = newRecord(clock)
const ann = newRecord(clock, { subject: 'ann' })

type Store = ReturnType<Database['open']>

/** How many statements each call takes on PostgreSQL, and on MariaDB, which answers nothing that it has not been asked. */
const calls: [string, (store: Store) => Promise<unknown>, [postgres: number, mariadb: number]][] = [
  ['read', (store) => store.read('visitor'), [1, 1]],
  ['create', (store) => store.create('new', visitor), [1, 1]],
  ['create with a subject', (store) => store.create('new', ann), [2, 2]],
  ['write', (store) => store.write('visitor', visitor, 1), [1, 1]],
  ['write with a subject', (store) => store.write('ann', ann, 1), [1, 1]],
  ['write that conflicts', (store) => store.write('ann', ann, 7), [2, 2]],
  ['write that signs in', (store) => store.write('visitor', ann, 1), [5, 5]],
  ['touch', (store) => store.touch('ann', clock.now()), [1, 2]],
  ['delete', (store) => store.delete('ann'), [1, 2]],
  ['rotate', (store) => store.rotate('visitor', 'new', visitor, 1, newNote(clock)), [1, 4]],
  ['rotate that signs in', (store) => store.rotate('visitor', 'new', ann, 1, newNote(clock)), [3, 6]],
  ['list', (store) => store.list('ann'), [1, 1]],
  ['deleteSubject', (store) => store.deleteSubject('ann'), [2, 5]],
  ['count', (store) => store.count(), [1, 1]],
]

describe.each(kinds.map((kind, index) => ({ ...kind, index })))('on $name', ({ start, connect, index }) => {
  const serverUrl = useServer(start)
  const table = newTable()
  let database: Database
  let store: Store
  let statements: string[]

  beforeAll(async () => {
    database = connect(serverUrl())
    store = database.open({ table, clock, sweepEvery: false }, (text) => statements.push(text))
    statements = []
    await store.createTable()
  })

  afterAll(() => database.close())

  beforeEach(async () => {
    await store.clear()
    await store.create('visitor', visitor)
    await store.create('ann', ann)
    statements = []
  })

  test.each(calls)('%s takes so many statements, and not one more', async (_name, call, counts) => {
    await call(store)
    expect(statements.length, statements.join('\n')).toBe(counts[index])
  })

  test('what is looked up or swept is found by an index among many', async () => {
    await database.sql(many[index]?.(table) ?? '')
    await database.sql(`ANALYZE ${index === 0 ? '' : 'TABLE '}${table}`)
    const dead = clock.now() + minute
    const where = [`key = 'many 7'`, `subject = 'user 7'`, `expires_at <= ${dead}`]
    const quoted = where.map((text) => (index === 0 ? text : text.replace('key', '`key`')))
    for (const condition of quoted) {
      const plan = await database.sql(`EXPLAIN SELECT id FROM ${table} WHERE ${condition}`)
      expect(JSON.stringify(plan), condition).toMatch(/Index|Bitmap|PRIMARY|by_expiry|by_subject/)
      expect(JSON.stringify(plan), condition).not.toMatch(/Seq Scan|"ALL"/)
    }
  })
})

/** Ten thousand sessions, of which one in a hundred has expired. */
const columns = 'id, data, created_at, expires_at, idle_timeout, persistent, subject, version'
const many = [
  (table: string) => `INSERT INTO ${table} (key, ${columns})
    SELECT 'many ' || n, 'id', '{}', 0, CASE WHEN n % 100 = 0 THEN 1 ELSE 9000000000000 END, 0, true, 'user ' || n % 1000, 1
    FROM generate_series(1, 10000) AS n`,
  (table: string) => `INSERT INTO ${table} (\`key\`, ${columns})
    SELECT concat('many ', seq), 'id', '{}', 0, IF(seq % 100 = 0, 1, 9000000000000), 0, 1, concat('user ', seq % 1000), 1
    FROM seq_1_to_10000`,
]
