import type { Statement, Value } from '../sql/database.ts'
import { toNullable, toNumber, toRecord, toStoredSession, toValues } from '../sql/row.ts'
import type { Statements } from '../sql/statements.ts'
import type { TableNames } from '../sql/table-name.ts'
import { fromColumn, toColumn } from '../sql/text.ts'
import type { NewRecord } from '../store.ts'
import type { MysqlDatabase } from './clients.ts'
import { failures } from './failures.ts'
import { checkTables, createTables, maxLengths } from './table.ts'
import { statementsOf } from './texts.ts'

const duplicateKey = '1062'

/** What the store says to MySQL or MariaDB, neither of which answers what an update has changed. */
export function prepare(database: MysqlDatabase, tables: TableNames): Statements {
  const { query } = database
  const sql = statementsOf(tables)

  async function changes(statement: Statement, values: Value[], through = query): Promise<number> {
    return (await through(statement, values)).count
  }

  /** Runs what inserts, or moves, a row to the key; a record there that is no longer live gives way. */
  async function unlessTaken(
    key: string,
    now: number,
    insert: () => Promise<number>,
    through = query,
  ): Promise<number | 'taken'> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await insert()
      } catch (error) {
        if (!isDuplicate(error)) throw error
        if (attempt === 2 || (await changes(sql.delete_dead, [keyOf(key), now], through)) === 0)
          return 'taken'
      }
    }
  }

  async function read(key: string, now: number) {
    const { rows } = await query(sql.read, [toColumn(key), now])
    return rows[0] && toRecord(rows[0])
  }

  return {
    checkTables: () => checkTables(query, tables),
    createTables: () => createTables(query, tables),
    read,
    async insert(key, record, version, now) {
      const values = [...valuesOf(record), keyOf(key), version]
      return (await unlessTaken(key, now, () => changes(sql.insert, values))) !== 'taken'
    },
    update: async (key, record, expectedVersion, now) =>
      (await changes(sql.update, [
        ...valuesOf(record),
        keyOf(key),
        expectedVersion,
        now,
        toNullable(record.subject),
      ])) > 0,
    updateWithSubject: async (key, record, expectedVersion, now) =>
      (await changes(sql.update_with_subject, [...valuesOf(record), keyOf(key), expectedVersion, now])) > 0,
    move: (key, newKey, record, expectedVersion, note, now) =>
      database.transaction(async (inside) => {
        const values = [...valuesOf(record), keyOf(newKey), keyOf(key), expectedVersion, now]
        const moved = await unlessTaken(newKey, now, () => changes(sql.move, values, inside), inside)
        if (moved === 'taken') return 'taken'
        if (moved === 0) return 'not there'
        await inside(sql.insert, [...valuesOf(note), keyOf(key), expectedVersion + 1])
        return 'moved'
      }),
    async touch(key, at, now) {
      for (;;) {
        const record = await read(key, now)
        if (record === undefined) return undefined
        const { id, endsAt, idleTimeout, persistent, version } = record
        const renewed = Math.min(at + idleTimeout, endsAt ?? Number.POSITIVE_INFINITY)
        const expiresAt = Math.max(record.expiresAt, renewed)
        // What has changed meanwhile is touched as it is by then.
        if ((await changes(sql.touch, [expiresAt, toColumn(key), version, toColumn(id), now])) > 0)
          return { id, expiresAt, endsAt, idleTimeout, persistent, version: version + 1 }
      }
    },
    async delete(key, now) {
      for (;;) {
        const record = await read(key, now)
        if (record === undefined) return undefined
        const { version, id } = record
        if ((await changes(sql.delete, [toColumn(key), version, toColumn(id)])) > 0) return record
      }
    },
    async takeBack(key, { id, subject }) {
      await query(sql.take_back, [toColumn(key), toColumn(id), toNullable(subject)])
    },
    list: async (subject, now) => (await query(sql.list, [toColumn(subject), now])).rows.map(toStoredSession),
    async revoke(subject, exceptKey, now) {
      const spared = exceptKey === undefined ? undefined : await read(exceptKey, now)
      const sparedId = toNullable(spared?.subject === subject ? spared.id : null)
      await query(sql.revoke, [fitting('subject', subject), now, sparedId, now, sparedId])
    },
    async isRevoked({ subject, createdAt, id }) {
      const { rows } = await query(sql.is_revoked, [toNullable(subject), createdAt, toColumn(id)])
      return rows.length > 0
    },
    async deleteSubject(subject, exceptKey, now) {
      const values = [toColumn(subject), now, toNullable(exceptKey ?? null)]
      return database.transaction(async (inside) => {
        const { rows } = await inside(sql.lock_subject, values)
        if (rows.length > 0) await inside(sql.delete_subject, values)
        return rows.map(([id]) => fromColumn(id))
      })
    },
    sweep: (limit, now) =>
      database.transaction(async (inside) => {
        // Several processes may sweep at once: each takes rows that no other holds.
        const { rows } = await inside(
          { name: '', text: `${sql.lock_dead.text} LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED` },
          [now],
        )
        if (rows.length === 0) return 0
        const marks = rows.map(() => '?').join(', ')
        const text = `DELETE FROM ${tables.sessions} WHERE \`key\` IN (${marks})`
        return changes(
          { name: '', text },
          rows.map(([key]) => String(key)),
          inside,
        )
      }),
    async forget(until) {
      await query(sql.forget_revocations, [until])
      await query(sql.forget_ends, [until])
    },
    async keys(limit, after) {
      const text = `${sql.keys.text} LIMIT ${Math.trunc(limit)}`
      return (await query({ name: '', text }, [toColumn(after)])).rows.map(([key]) => fromColumn(key))
    },
    count: async (now) => toNumber((await query(sql.count, [now])).rows[0]?.[0]),
    async clear() {
      await query(sql.clear)
      await query(sql.forget_all)
    },
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && failures.codesOf(error).includes(duplicateKey)
}

/** The values of what is written; a server that is not strict would cut what is too long, and two texts could become one. */
function valuesOf(record: NewRecord): Value[] {
  fitting('id', record.id)
  if (record.subject !== null) fitting('subject', record.subject)
  return toValues(record)
}

function keyOf(key: string): string {
  return fitting('key', key)
}

function fitting(what: keyof typeof maxLengths, text: string): string {
  const column = toColumn(text)
  if (column.length > maxLengths[what])
    throw new RangeError(
      `a ${what} takes at most ${maxLengths[what]} characters, and this one has ${column.length}`,
    )
  return column
}
