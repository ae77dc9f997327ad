import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { type SqliteStore, sqliteStore } from '../../src/store/sqlite.ts'
import { manualClock } from '../../src/testing/manual-clock.ts'
import { newNote, newRecord } from '../../src/testing/store-suite/claim.ts'

const clock = manualClock()
const record = newRecord(clock)
const times = 50_000
const mebibyte = 2 ** 20

/** The index-th write of each kind. */
const writes: [string, (store: SqliteStore, index: number) => unknown][] = [
  ['writes', (store, index) => store.write('0', record, index + 1)],
  ['touches', (store) => store.touch('0', clock.now())],
  [
    'deletions and creations',
    (store, index) => (index % 2 === 0 ? store.delete('0') : store.create('0', record)),
  ],
  // Back and forth: each note has expired at once, and gives way.
  [
    'rotations',
    (store, index) => {
      const [from, to] = index % 2 === 0 ? ['0', '1'] : ['1', '0']
      return store.rotate(from, to, record, index + 1, { ...newNote(clock), expiresAt: clock.now() })
    },
  ],
]

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-'))
  const file = join(folder, 'sessions.db')
  const store = sqliteStore(file, { clock, sweepEvery: false })
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  store.create('0', record)
  return { file, store, logSize: () => statSync(`${file}-wal`).size }
}

test.each(writes)(
  'the log stays small under %s of one session without end',
  async (_kind, write) => {
    const { store, logSize } = setUp()
    for (let index = 0; index < times; index += 1) write(store, index)
    expect(await store.count()).toBe(1)
    expect(logSize()).toBeLessThan(8 * mebibyte)
  },
  120_000,
)

test('a log that a long read has let grow is cut once that is over', () => {
  const { file, store, logSize } = setUp()
  const reader = new DatabaseSync(file)
  reader.exec('BEGIN; SELECT count(*) FROM sessions')
  for (let version = 1; version <= 12; version += 1) {
    // Other data each time: pages that stay as they were are not written again.
    const data = JSON.stringify(String.fromCharCode(96 + version).repeat(mebibyte))
    store.write('0', { ...record, data }, version)
  }
  expect(logSize()).toBeGreaterThan(8 * mebibyte)
  reader.close()
  for (let index = 0; index < 3; index += 1) store.touch('0', clock.now())
  expect(logSize()).toBeLessThanOrEqual(8 * mebibyte)
})
