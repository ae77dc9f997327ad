import type { Clock } from '../../clock.ts'
import { named, type Query } from '../sql/database.ts'
import { type Ends, shared } from '../sql/ends.ts'
import { poll } from '../sql/poll.ts'
import { toNumber } from '../sql/row.ts'
import type { TableNames } from '../sql/table-name.ts'
import { fromColumn, toColumn } from '../sql/text.ts'

/** So many ends one statement tells. */
const batch = 500

/** Ends through a table: neither MySQL nor MariaDB tells a connection anything that it has not asked. */
export function polledEnds(query: Query, { plain, ends }: TableNames, clock: Clock): Ends {
  const sql = named(
    {
      newest: `SELECT coalesce(max(number), 0) FROM ${ends}`,
      after: `SELECT number, id FROM ${ends} WHERE number > CAST(? AS SIGNED) ORDER BY number`,
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
      for (let start = 0; start < ids.length; start += batch) {
        const some = ids.slice(start, start + batch)
        const text = `INSERT INTO ${ends} (id, ended_at) VALUES ${some.map(() => '(?, ?)').join(', ')}`
        await query(
          { name: '', text },
          some.flatMap((id) => [toColumn(id), now]),
        )
      }
    },
  }
}
