import { named, type Statement } from '../sql/database.ts'
import { recordColumns, writtenColumns } from '../sql/row.ts'
import type { TableNames } from '../sql/table-name.ts'

type Statements = { readonly [Name in keyof ReturnType<typeof textsFor>]: Statement }

/** What the store says to MySQL or MariaDB, by name. */
export function statementsOf(tables: TableNames): Statements {
  return named(textsFor(tables), tables.plain)
}

/** A number is sent as its digits; compared as what it is, it finds its index. */
const number = 'CAST(? AS SIGNED)'

function textsFor({ sessions, revocations, ends }: TableNames) {
  const isLive = `expires_at > ${number}`
  const isExpected = `\`key\` = ? AND version = ${number} AND ${isLive}`
  const set = `${writtenColumns.map((name) => `${name} = ?`).join(', ')}, version = version + 1`
  const written = writtenColumns.join(', ')
  const record = recordColumns.join(', ')
  return {
    read: `SELECT ${record} FROM ${sessions} WHERE \`key\` = ? AND ${isLive}`,
    insert: `INSERT INTO ${sessions} (${written}, \`key\`, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    delete_dead: `DELETE FROM ${sessions} WHERE \`key\` = ? AND expires_at <= ${number}`,
    update: `UPDATE ${sessions} SET ${set} WHERE ${isExpected} AND subject <=> ?`,
    update_with_subject: `UPDATE ${sessions} SET ${set} WHERE ${isExpected}`,
    move: `UPDATE ${sessions} SET ${set}, \`key\` = ? WHERE ${isExpected}`,
    touch: `UPDATE ${sessions} SET expires_at = ?, version = version + 1
      WHERE \`key\` = ? AND version = ${number} AND id = ? AND ${isLive}`,
    delete: `DELETE FROM ${sessions} WHERE \`key\` = ? AND version = ${number} AND id = ?`,
    take_back: `DELETE FROM ${sessions} WHERE \`key\` = ? AND id = ? AND subject = ?`,
    list: `SELECT ${record}, \`key\` FROM ${sessions} WHERE subject = ? AND ${isLive} ORDER BY created_at`,
    revoke: `INSERT INTO ${revocations} (subject, revoked_at, spared_id) VALUES (?, ?, ?)
      ON DUPLICATE KEY UPDATE revoked_at = greatest(revoked_at, ${number}), spared_id = ?`,
    is_revoked: `SELECT 1 FROM ${revocations}
      WHERE subject = ? AND revoked_at >= ${number} AND NOT (spared_id <=> ?)`,
    lock_subject: `SELECT id FROM ${sessions}
      WHERE subject = ? AND ${isLive} AND NOT (\`key\` <=> ?) FOR UPDATE`,
    delete_subject: `DELETE FROM ${sessions} WHERE subject = ? AND ${isLive} AND NOT (\`key\` <=> ?)`,
    lock_dead: `SELECT \`key\` FROM ${sessions} WHERE expires_at <= ${number}`,
    forget_revocations: `DELETE FROM ${revocations} WHERE revoked_at < ${number}`,
    forget_ends: `DELETE FROM ${ends} WHERE ended_at < ${number}`,
    keys: `SELECT \`key\` FROM ${sessions} WHERE \`key\` > ? ORDER BY \`key\``,
    count: `SELECT count(*) FROM ${sessions} WHERE ${isLive}`,
    clear: `DELETE FROM ${sessions}`,
    forget_all: `DELETE FROM ${revocations}`,
  }
}
