import type { Query } from '../sql/database.ts'
import { readFormat, TableProblem, tableComment } from '../sql/format.ts'
import type { TableNames } from '../sql/table-name.ts'

/** What makes the tables, one statement after the other. Each does nothing where its work was done before. */
export function tableStatements(tables: TableNames): string[] {
  const { sessions, revocations, ends, index } = tables
  return [
    `CREATE TABLE IF NOT EXISTS ${sessions} (
  key text COLLATE "C" PRIMARY KEY, -- a hash of the session ID
  id text NOT NULL, -- the public name of the session
  data text NOT NULL, -- JSON
  created_at bigint NOT NULL, -- epoch milliseconds, as all that follow
  expires_at bigint NOT NULL, -- when the session ends without further activity
  ends_at bigint, -- when it ends despite activity
  idle_timeout bigint NOT NULL, -- milliseconds
  persistent boolean NOT NULL, -- whether the cookie outlives the browser
  subject text COLLATE "C", -- the user
  version bigint NOT NULL
)`,
    `COMMENT ON TABLE ${sessions} IS '${tableComment}'`,
    `CREATE INDEX IF NOT EXISTS ${index('by_expiry')} ON ${sessions} (expires_at)`,
    `CREATE INDEX IF NOT EXISTS ${index('by_subject')} ON ${sessions} (subject) WHERE subject IS NOT NULL`,
    `CREATE TABLE IF NOT EXISTS ${revocations} (
  subject text COLLATE "C" PRIMARY KEY,
  revoked_at bigint NOT NULL, -- sessions of the subject that began until then are over
  spared_id text COLLATE "C" -- but this one
)`,
    `CREATE INDEX IF NOT EXISTS ${index('revocations_by_time')} ON ${revocations} (revoked_at)`,
    `CREATE TABLE IF NOT EXISTS ${ends} (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL, -- a session that has ended
  ended_at bigint NOT NULL
)`,
    `CREATE INDEX IF NOT EXISTS ${index('ends_by_time')} ON ${ends} (ended_at)`,
  ]
}

/** Makes the tables in one transaction; processes that do so at once do it one after the other. */
export async function createTables(query: Query, tables: TableNames): Promise<void> {
  const statements = ['PERFORM pg_advisory_xact_lock(1397705807)', ...tableStatements(tables)]
  await query({
    name: '',
    text: `DO $sojourn$ BEGIN ${statements.map((text) => `${text};`).join('\n')} END $sojourn$`,
  })
}

const columns: Readonly<Record<string, RegExp>> = {
  key: /^(text|character varying)/,
  id: /^(text|character varying)/,
  data: /^text$/,
  created_at: /^bigint$/,
  expires_at: /^bigint$/,
  ends_at: /^bigint$/,
  idle_timeout: /^bigint$/,
  persistent: /^boolean$/,
  subject: /^(text|character varying)/,
  version: /^bigint$/,
}

/** Rejects with a `TableProblem` unless the tables are there, with the columns of this release's format. */
export async function checkTables(query: Query, tables: TableNames): Promise<void> {
  const text = `SELECT attname, format_type(atttypid, atttypmod), obj_description(attrelid, 'pg_class')
    FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`
  const { rows } = await query({ name: '', text }, [tables.sessions])
  if (rows.length === 0) throw new TableProblem('is missing')
  readFormat(rows[0]?.[2])
  const found = new Map(rows.map(([name, type]) => [String(name), String(type)]))
  for (const [name, type] of Object.entries(columns)) {
    const stored = found.get(name)
    if (stored === undefined) throw new TableProblem(`has no column ${name}`)
    if (!type.test(stored)) throw new TableProblem(`has a column ${name} of type ${stored}`)
  }
  for (const other of [tables.revocations, tables.ends]) {
    const { rows } = await query({ name: '', text: 'SELECT to_regclass($1) IS NOT NULL' }, [other])
    if (!['t', 'true', true].includes(toFlag(rows[0]?.[0])))
      throw new TableProblem(`lacks its companion ${other}`)
  }
}

function toFlag(value: unknown): string | boolean {
  return typeof value === 'boolean' ? value : String(value)
}
