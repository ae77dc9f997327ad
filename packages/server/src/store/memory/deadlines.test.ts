import fc from 'fast-check'
import { expect, test } from 'vitest'
import { manualClock } from '../../testing/manual-clock.ts'
import { newRecord } from '../../testing/store-suite/claim.ts'
import { Deadlines } from './deadlines.ts'
import { Rows } from './rows.ts'

const record = newRecord(manualClock())
const due = fc.integer({ min: 0, max: 50 })

test('what is due comes out in the order of the deadlines, whatever was added, moved and removed', () => {
  const changes = fc.array(fc.record({ row: fc.nat(), due: fc.option(due) }), { maxLength: 40 })
  fc.assert(
    fc.property(fc.array(due, { maxLength: 40 }), changes, (added, changed) => {
      const rows = new Rows(1_000)
      const deadlines = new Deadlines(rows)
      const expected = new Map<number, number>()
      for (const expiresAt of added) {
        const row = rows.take('key', { ...record, expiresAt }, 1)
        deadlines.add(row)
        expected.set(row, expiresAt)
      }
      for (const change of changed) {
        const row = [...expected.keys()][change.row % (expected.size || 1)]
        if (row === undefined) break
        if (change.due === null) {
          deadlines.remove(row)
          rows.release(row)
          expected.delete(row)
        } else {
          rows.set(row, 'key', { ...record, expiresAt: change.due }, 1)
          deadlines.update(row)
          expected.set(row, change.due)
        }
      }

      const order: (number | undefined)[] = []
      for (let row = deadlines.due(50); row !== undefined; row = deadlines.due(50)) {
        order.push(expected.get(row))
        deadlines.remove(row)
      }
      expect(order).toEqual([...expected.values()].sort((a, b) => a - b))
    }),
  )
})

test('what is not due yet stays', () => {
  const rows = new Rows(10)
  const deadlines = new Deadlines(rows)
  const row = rows.take('key', { ...record, expiresAt: 20 }, 1)
  deadlines.add(row)
  expect([deadlines.due(19), deadlines.due(20)]).toEqual([undefined, row])
})
