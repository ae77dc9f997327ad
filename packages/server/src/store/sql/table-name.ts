import { SessionError } from '../../errors.ts'

const pattern = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/

/** The longest name that PostgreSQL keeps is 63 bytes, MySQL's is 64; ours end with as much as `_revocations`. */
const maxLength = 63 - '_revocations_by_time'.length

/** The tables of a store, quoted. */
export interface TableNames {
  /** As the user gave it. */
  readonly plain: string
  readonly sessions: string
  readonly revocations: string
  readonly ends: string
  /** The quoted name of an index; with PostgreSQL an index is named within its table's schema. */
  index(what: string): string
}

/** Checks a table's name, which may have a schema's (a database's) before it, and quotes it with `quote`. */
export function tableNames(caller: string, table: unknown, quote: '"' | '`'): TableNames {
  const name = typeof table === 'string' && pattern.test(table) ? table : ''
  const last = name.split('.').at(-1) ?? ''
  if (last === '' || last.length > maxLength) {
    const what = `a name of letters, digits and _, at most ${maxLength} of them, that may have a schema before it ('app.sessions')`
    throw new SessionError('option-invalid', `${caller}: table takes ${what}, got ${String(table)}`)
  }
  const quoted = (suffix: string): string =>
    `${name}${suffix}`
      .split('.')
      .map((part) => quote + part + quote)
      .join('.')
  return {
    plain: name,
    sessions: quoted(''),
    revocations: quoted('_revocations'),
    ends: quoted('_ends'),
    index: (what) => `${quote}${last}_${what}${quote}`,
  }
}
