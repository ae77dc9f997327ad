import type { Query } from '../sql/database.ts'
import { readFormat, TableProblem, tableComment } from '../sql/format.ts'
import type { TableNames } from '../sql/table-name.ts'

/** How many characters a column keeps; an index takes 3,072 bytes, and a character is up to four. */
export const maxLengths = { key: 255, id: 255, subject: 512 } as const

const text = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'

/** What makes the tables, one statement after the other. Each does nothing where its work was done before. */
export function tableStatements({ sessions, revocations, ends, index }: TableNames): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${sessions} (
  \`key\` VARCHAR(${maxLengths.key}) ${text} NOT NULL PRIMARY KEY COMMENT 'a hash of the session ID',
  id VARCHAR(${maxLengths.id}) ${text} NOT NULL COMMENT 'the public name of the session',
  data LONGTEXT ${text} NOT NULL COMMENT 'JSON',
  created_at BIGINT NOT NULL COMMENT 'epoch milliseconds, as all that follow',
  expires_at BIGINT NOT NULL COMMENT 'when the session ends without further activity',
  ends_at BIGINT COMMENT 'when it ends despite activity',
  idle_timeout BIGINT NOT NULL COMMENT 'milliseconds',
  persistent TINYINT NOT NULL COMMENT 'whether the cookie outlives the browser',
  subject VARCHAR(${maxLengths.subject}) ${text} COMMENT 'the user',
  version BIGINT NOT NULL,
  INDEX ${index('by_expiry')} (expires_at),
  INDEX ${index('by_subject')} (subject)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC COMMENT = '${tableComment}'`,
    `CREATE TABLE IF NOT EXISTS ${revocations} (
  subject VARCHAR(${maxLengths.subject}) ${text} NOT NULL PRIMARY KEY,
  revoked_at BIGINT NOT NULL COMMENT 'sessions of the subject that began until then are over',
  spared_id VARCHAR(${maxLengths.id}) ${text} COMMENT 'but this one',
  INDEX ${index('revocations_by_time')} (revoked_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
    `CREATE TABLE IF NOT EXISTS ${ends} (
  number BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  id VARCHAR(${maxLengths.id}) ${text} NOT NULL COMMENT 'a session that has ended',
  ended_at BIGINT NOT NULL,
  INDEX ${index('ends_by_time')} (ended_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
  ]
}

/** Makes the tables; processes that do so at once wait for each other in the server. */
export async function createTables(query: Query, tables: TableNames): Promise<void> {
  for (const text of tableStatements(tables)) await query({ name: '', text })
}

const exact = /^(utf8mb4_bin|utf8mb4_nopad_bin|utf8mb4_0900_bin)$/

const columns: Readonly<Record<string, RegExp>> = {
  key: /^varchar$/,
  id: /^varchar$/,
  data: /^longtext$/,
  created_at: /^bigint$/,
  expires_at: /^bigint$/,
  ends_at: /^bigint$/,
  idle_timeout: /^bigint$/,
  persistent: /^tinyint$/,
  subject: /^varchar$/,
  version: /^bigint$/,
}

/** Rejects with a `TableProblem` unless the tables are there, with the columns of this release's format. */
export async function checkTables(query: Query, tables: TableNames): Promise<void> {
  await checkConnection(query)
  const { plain } = tables
  const comment = await query(
    {
      name: '',
      text: `SELECT table_comment, engine FROM information_schema.tables WHERE ${isTable('')}`,
    },
    place(plain),
  )
  if (comment.rows[0] === undefined) throw new TableProblem('is missing')
  readFormat(comment.rows[0][0])
  const { rows } = await query(
    {
      name: '',
      text: `SELECT column_name, data_type, collation_name, column_key FROM information_schema.columns WHERE ${isTable('')}`,
    },
    place(plain),
  )
  const found = new Map(rows.map((row) => [String(row[0]).toLowerCase(), row]))
  for (const [name, type] of Object.entries(columns)) {
    const stored = found.get(name)
    if (stored === undefined) throw new TableProblem(`has no column ${name}`)
    const [, storedType, collation, columnKey] = stored.map(String)
    if (!type.test(storedType ?? '')) throw new TableProblem(`has a column ${name} of type ${storedType}`)
    if (/char|text/.test(storedType ?? '') && !exact.test(collation ?? ''))
      throw new TableProblem(
        `has a column ${name} of collation ${collation}, which takes unlike texts for the same`,
      )
    if (name === 'key' && columnKey !== 'PRI')
      throw new TableProblem('has another primary key than the column key')
  }
  for (const suffix of ['_revocations', '_ends']) {
    const text = `SELECT 1 FROM information_schema.tables WHERE ${isTable(suffix)}`
    if ((await query({ name: '', text }, place(plain))).rows.length === 0)
      throw new TableProblem(`lacks its companion ${plain}${suffix}`)
  }
}

function isTable(suffix: string): string {
  return `table_schema = coalesce(?, database()) AND table_name = concat(?, '${suffix}')`
}

function place(plain: string): [string | null, string] {
  const [first = '', second] = plain.split('.')
  return second === undefined ? [null, first] : [first, second]
}

const sample = 'é 日本 🦩'

/** What a connection must do: read what drivers escape, commit each statement, and carry every character there and back. */
async function checkConnection(query: Query): Promise<void> {
  const text = 'SELECT @@autocommit, ?, hex(convert(? USING utf8mb4)), @@sql_mode'
  const [autocommit, back, there, mode] = (await query({ name: '', text }, [sample, sample])).rows[0] ?? []
  // `mysql2` escapes what it does not prepare by backslashes, which would be plain characters then: a text could end early.
  if (String(mode).includes('NO_BACKSLASH_ESCAPES'))
    throw new TableProblem(
      'is reached by connections with NO_BACKSLASH_ESCAPES, which drivers do not heed. Take it out of sql_mode',
      'connection',
    )
  if (Number(autocommit) !== 1)
    throw new TableProblem(
      'is reached by connections that do not commit (autocommit is off). Turn it on',
      'connection',
    )
  if (back !== sample || there !== Buffer.from(sample).toString('hex').toUpperCase())
    throw new TableProblem(
      'is reached by connections that do not carry every character. Set charset utf8mb4',
      'connection',
    )
}
