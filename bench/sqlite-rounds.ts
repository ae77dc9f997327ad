import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sqliteCases } from './cases.ts'
import { shuffled } from './rounds.ts'

const sqliteFile = fileURLToPath(new URL('./sqlite.ts', import.meta.url))

/** Whose sessions are in the file. */
const stores = ['sojourn', 'better-sqlite3-session-store'] as const
export type SqliteSample = Readonly<Record<(typeof stores)[number], number>>
type SqliteCase = (typeof sqliteCases)[number]

/** Several rounds, each store in a fresh process, in another order each time: microseconds of CPU time per call. */
export async function measureSqlite(rounds: number, calls: number): Promise<Map<SqliteCase, SqliteSample[]>> {
  const samples = new Map<SqliteCase, SqliteSample[]>(sqliteCases.map((each) => [each, []]))
  const dataSizes = new Set(sqliteCases.map(({ dataSize }) => dataSize))
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`SQLite, round ${round} of ${rounds} …`)
    for (const dataSize of dataSizes) {
      const found = new Map<string, { read: number; write: number }>()
      for (const store of shuffled(stores)) found.set(store, await measure(store, dataSize, calls))
      for (const each of sqliteCases) {
        if (each.dataSize !== dataSize) continue
        const cost = (store: string): number => found.get(store)?.[each.use] ?? Number.NaN
        samples.get(each)?.push({
          sojourn: cost('sojourn'),
          'better-sqlite3-session-store': cost('better-sqlite3-session-store'),
        })
      }
    }
  }
  return samples
}

async function measure(
  store: string,
  dataSize: number,
  calls: number,
): Promise<{ read: number; write: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    sqliteFile,
    store,
    `${dataSize}`,
    `${calls}`,
  ])
  return JSON.parse(stdout)
}
