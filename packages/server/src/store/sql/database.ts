/** What is bound to a parameter. */
export type Value = string | number | boolean | null

/** The values of one row, in the order in which the statement names them, as the driver has them. */
export type Row = readonly unknown[]

/** One statement of a store; `name` is what it is called where it is prepared. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** What a statement came to. */
export interface Result {
  readonly rows: readonly Row[]
  /** How many rows it inserted, changed or deleted. */
  readonly count: number
}

/** Runs one statement. Rejects with the driver's error. */
export type Query = (statement: Statement, values?: readonly Value[]) => Promise<Result>

/** Gives each text its name, under which it is prepared for the table. */
export function named<Texts extends Record<string, string>>(
  texts: Texts,
  table: string,
): { [Name in keyof Texts]: Statement }
export function named(texts: Record<string, string>, table: string): Record<string, Statement> {
  const entries = Object.entries(texts).map(([name, text]) => [
    name,
    { name: `sojourn ${name} ${table}`, text },
  ])
  return Object.fromEntries(entries)
}
