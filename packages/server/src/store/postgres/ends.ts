import type { Clock } from '../../clock.ts'
import { named, type Query } from '../sql/database.ts'
import { type Ends, shared } from '../sql/ends.ts'
import { poll } from '../sql/poll.ts'
import { toNumber } from '../sql/row.ts'
import type { TableNames } from '../sql/table-name.ts'
import { fromColumn, toColumn } from '../sql/text.ts'
import type { KnownClient } from './clients.ts'
import { listen } from './listen.ts'

/** The longest name of a channel. */
const maxChannel = 63

/** A notification holds less than 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html). */
const maxPayload = 7_900

/**
 * Ends by NOTIFY, each in a transaction of its own: one that notifies holds a lock on the whole database while it commits, and
 * would make writes wait for each other.
 */
export function notifiedEnds(query: Query, known: KnownClient, { plain }: TableNames, clock: Clock): Ends {
  const channel = plain.slice(-maxChannel)
  const sql = named({ notify: 'SELECT pg_notify($1, $2)' }, plain)
  return {
    ...shared((tell) =>
      listen(known, channel, clock, (payload) => {
        const ids = idsIn(payload)
        tell(ids?.map((id) => ({ type: 'ended', id })) ?? [{ type: 'missed' }])
      }),
    ),
    async tell(ids) {
      for (const payload of payloads(ids)) await query(sql.notify, [channel, payload])
    },
  }
}

/** JSON arrays that fit into a notification each. */
function payloads(ids: readonly string[]): string[] {
  const whole = JSON.stringify(ids.map(toColumn))
  const half = Math.ceil(ids.length / 2)
  if (Buffer.byteLength(whole) <= maxPayload) return [whole]
  if (ids.length > 1) return [...payloads(ids.slice(0, half)), ...payloads(ids.slice(half))]
  // An id that is longer than a notification: watchers read again.
  return ['']
}

/** `undefined` where the listener was away, or somebody else has notified. */
function idsIn(payload: string | undefined): string[] | undefined {
  try {
    const ids: unknown = JSON.parse(payload ?? '')
    return Array.isArray(ids) ? ids.map(fromColumn) : undefined
  } catch {
    return undefined
  }
}

/** Ends through a table, for where a connection cannot listen. */
export function polledEnds(query: Query, { plain, ends }: TableNames, clock: Clock): Ends {
  const sql = named(
    {
      tell: `INSERT INTO ${ends} (id, ended_at) SELECT value, $2 FROM json_array_elements_text($1::text::json)`,
      newest: `SELECT coalesce(max(number), 0) FROM ${ends}`,
      after: `SELECT number, id FROM ${ends} WHERE number > $1 ORDER BY number`,
    },
    plain,
  )
  const table = {
    newest: async () => toNumber((await query(sql.newest)).rows[0]?.[0]),
    async after(number: number) {
      const { rows } = await query(sql.after, [number])
      return rows.map(([number, id]) => ({ number: toNumber(number), id: fromColumn(id) }))
    },
  }
  return {
    ...shared((tell) => poll(table, tell, clock)),
    async tell(ids, now) {
      await query(sql.tell, [JSON.stringify(ids.map(toColumn)), now])
    },
  }
}
