import type { Query, Statement, Value } from '../sql/database.ts'
import { toNullable, toNumber, toRecord, toStoredSession, toTouched, toValues } from '../sql/row.ts'
import type { Statements } from '../sql/statements.ts'
import type { TableNames } from '../sql/table-name.ts'
import { fromColumn, toColumn } from '../sql/text.ts'
import { checkTables, createTables } from './table.ts'
import { statementsOf } from './texts.ts'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const uniqueViolation = '23505'

/** What the store says to PostgreSQL. Every method is one statement, but `move` to a key that an expired record is in the way of. */
export function prepare(query: Query, tables: TableNames): Statements {
  const sql = statementsOf(tables)
  const changes = async (statement: Statement, values: Value[]): Promise<number> =>
    (await query(statement, values)).count

  return {
    checkTables: () => checkTables(query, tables),
    createTables: () => createTables(query, tables),
    async read(key, now) {
      const { rows } = await query(sql.read, [toColumn(key), now])
      return rows[0] && toRecord(rows[0])
    },
    insert: async (key, record, version, now) =>
      (await changes(sql.insert, [...toValues(record), toColumn(key), version, now])) > 0,
    update: async (key, record, expectedVersion, now) =>
      (await changes(sql.update, [...toValues(record), toColumn(key), expectedVersion, now])) > 0,
    updateWithSubject: async (key, record, expectedVersion, now) =>
      (await changes(sql.update_with_subject, [...toValues(record), toColumn(key), expectedVersion, now])) >
      0,
    async move(key, newKey, record, expectedVersion, note, now) {
      const values = [
        ...toValues(record),
        toColumn(key),
        expectedVersion,
        now,
        toColumn(newKey),
        ...toValues(note),
      ]
      const move = async () => ((await changes(sql.move, values)) > 0 ? 'moved' : 'not there')
      try {
        return await move()
      } catch (error) {
        if (codeOf(error) !== uniqueViolation) throw error
        const isFreed = (await changes(sql.delete_dead, [toColumn(newKey), now])) > 0
        return isFreed ? move() : 'taken'
      }
    },
    async touch(key, at, now) {
      const { rows } = await query(sql.touch, [at, toColumn(key), now])
      return rows[0] && toTouched(rows[0])
    },
    async delete(key, now) {
      const { rows } = await query(sql.delete, [toColumn(key)])
      const record = rows[0] && toRecord(rows[0])
      return record && record.expiresAt > now ? record : undefined
    },
    async takeBack(key, { id, subject }) {
      await query(sql.take_back, [toColumn(key), toColumn(id), toNullable(subject)])
    },
    list: async (subject, now) => (await query(sql.list, [toColumn(subject), now])).rows.map(toStoredSession),
    async revoke(subject, exceptKey, now) {
      await query(sql.revoke, [toColumn(subject), now, toNullable(exceptKey ?? null)])
    },
    async isRevoked({ subject, createdAt, id }) {
      const { rows } = await query(sql.is_revoked, [toNullable(subject), createdAt, toColumn(id)])
      return rows.length > 0
    },
    async deleteSubject(subject, exceptKey, now) {
      const values = [toColumn(subject), now, toNullable(exceptKey ?? null)]
      return (await query(sql.delete_subject, values)).rows.map(([id]) => fromColumn(id))
    },
    sweep: (limit, now) => changes(sql.sweep, [now, limit]),
    async forget(until) {
      await query(sql.forget_revocations, [until])
      await query(sql.forget_ends, [until])
    },
    async keys(limit, after) {
      return (await query(sql.keys, [toColumn(after), limit])).rows.map(([key]) => fromColumn(key))
    },
    count: async (now) => toNumber((await query(sql.count, [now])).rows[0]?.[0]),
    async clear() {
      await query(sql.clear)
      await query(sql.forget_all)
    },
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
