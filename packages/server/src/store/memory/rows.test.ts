import { expect, test } from 'vitest'
import { manualClock } from '../../testing/manual-clock.ts'
import { newRecord } from '../../testing/store-suite/claim.ts'
import { Rows } from './rows.ts'

test('the table grows, and keeps every record as it was', () => {
  const clock = manualClock()
  const rows = new Rows(1_000)
  const records = Array.from({ length: 1_000 }, (_, index) =>
    newRecord(clock, {
      id: `stay-${index}`,
      expiresAt: clock.now() + index,
      subject: index % 2 ? `user-${index}` : null,
    }),
  )
  const taken = records.map((record, index) => rows.take(`key-${index}`, record, 1))
  expect(taken.map((row) => rows.record(row))).toEqual(records.map((record) => ({ ...record, version: 1 })))
  expect(taken.map((row) => rows.key(row))).toEqual(records.map((_, index) => `key-${index}`))
})

test('a row that is given back is taken again', () => {
  const rows = new Rows(10)
  const record = newRecord(manualClock(), { subject: 'ann' })
  const row = rows.take('a', record, 1)
  rows.release(row)
  expect(rows.take('b', { ...record, subject: null }, 1)).toBe(row)
  expect(rows.record(row)).toEqual({ ...record, subject: null, version: 1 })
})
