import { named, type Statement } from '../sql/database.ts'
import { recordColumns, touchedColumns, writtenColumns } from '../sql/row.ts'
import type { TableNames } from '../sql/table-name.ts'

type Statements = { readonly [Name in keyof ReturnType<typeof textsFor>]: Statement }

/** What the store says to PostgreSQL, by name. */
export function statementsOf(tables: TableNames): Statements {
  return named(textsFor(tables), tables.plain)
}

function textsFor({ sessions, revocations, ends }: TableNames) {
  const isExpected = 'key = $9 AND version = $10 AND expires_at > $11'
  const set = `${writtenColumns.map((name, index) => `${name} = $${index + 1}`).join(', ')}, version = version + 1`
  const written = writtenColumns.join(', ')
  const record = recordColumns.join(', ')
  return {
    read: `SELECT ${record} FROM ${sessions} WHERE key = $1 AND expires_at > $2`,
    insert: `INSERT INTO ${sessions} AS stored (${written}, key, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (key) DO UPDATE SET
        ${writtenColumns.map((name) => `${name} = excluded.${name}`).join(', ')}, version = excluded.version
      WHERE stored.expires_at <= $11`,
    update: `UPDATE ${sessions} SET ${set} WHERE ${isExpected} AND subject IS NOT DISTINCT FROM $8`,
    update_with_subject: `UPDATE ${sessions} SET ${set} WHERE ${isExpected}`,
    move: `WITH moved AS (UPDATE ${sessions} SET ${set}, key = $12 WHERE ${isExpected} RETURNING version)
      INSERT INTO ${sessions} (${written}, key, version)
      SELECT $13, $14, $15::bigint, $16::bigint, $17::bigint, $18::bigint, $19::boolean, $20, $9, version FROM moved`,
    delete_dead: `DELETE FROM ${sessions} WHERE key = $1 AND expires_at <= $2`,
    touch: `UPDATE ${sessions} SET version = version + 1,
        expires_at = greatest(expires_at, least($1::bigint + idle_timeout, ends_at))
      WHERE key = $2 AND expires_at > $3 RETURNING ${touchedColumns.join(', ')}`,
    delete: `DELETE FROM ${sessions} WHERE key = $1 RETURNING ${record}`,
    take_back: `DELETE FROM ${sessions} WHERE key = $1 AND id = $2 AND subject = $3`,
    list: `SELECT ${record}, key FROM ${sessions} WHERE subject = $1 AND expires_at > $2 ORDER BY created_at`,
    revoke: `INSERT INTO ${revocations} AS stored (subject, revoked_at, spared_id)
      VALUES ($1, $2, (SELECT id FROM ${sessions} WHERE key = $3 AND subject = $1 AND expires_at > $2)) ON CONFLICT (subject) DO UPDATE SET
        revoked_at = greatest(stored.revoked_at, excluded.revoked_at), spared_id = excluded.spared_id`,
    is_revoked: `SELECT 1 FROM ${revocations}
      WHERE subject = $1 AND revoked_at >= $2 AND spared_id IS DISTINCT FROM $3`,
    delete_subject: `DELETE FROM ${sessions}
      WHERE subject = $1 AND expires_at > $2 AND key IS DISTINCT FROM $3 RETURNING id`,
    // Several processes may sweep at once: each takes rows that no other holds.
    sweep: `DELETE FROM ${sessions} WHERE key IN (
      SELECT key FROM ${sessions} WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    forget_revocations: `DELETE FROM ${revocations} WHERE revoked_at < $1`,
    forget_ends: `DELETE FROM ${ends} WHERE ended_at < $1`,
    keys: `SELECT key FROM ${sessions} WHERE key > $1 ORDER BY key LIMIT $2`,
    count: `SELECT count(*) FROM ${sessions} WHERE expires_at > $1`,
    clear: `DELETE FROM ${sessions}`,
    forget_all: `DELETE FROM ${revocations}`,
  }
}
