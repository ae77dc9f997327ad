import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqliteStore } from '../../src/store/sqlite.ts'

let folder: string
let file: string
let children: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-'))
  file = join(folder, 'sessions.db')
  children = []
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Starts a process that adds to one counter; `printed` are the values that the store told it were written. */
function increment(times: number) {
  const script = join(import.meta.dirname, 'increment.ts')
  const child = spawn(process.execPath, [script, file, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const printed: number[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.push(...text.split('\n').filter(Boolean).map(Number))
  })
  return { child, printed, closed: once(child, 'close') }
}

test('processes that start at once on no file share it, and no increment is lost', async () => {
  const times = 100
  const all = Array.from({ length: 4 }, () => increment(times))
  const codes = await Promise.all(all.map(async ({ closed }) => (await closed)[0]))
  expect(codes).toEqual([0, 0, 0, 0])

  const printed = all.flatMap(({ printed }) => printed).sort((a, b) => a - b)
  expect(printed).toEqual(Array.from({ length: 4 * times }, (_, index) => index + 1))
  const store = sqliteStore(file)
  expect(await store.read('counter')).toMatchObject({ data: '400', version: 401 })
  store.close()
}, 30_000)

test('kill -9 loses nothing that was acknowledged, and damages nothing', async () => {
  const { child, printed, closed } = increment(1_000_000)
  while (printed.length < 50) await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await closed

  const database = new DatabaseSync(file)
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.close()
  const store = sqliteStore(file)
  // The last write may have been done, and not yet printed.
  const views = Number((await store.read('counter'))?.data)
  expect(views - Math.max(...printed)).toBeOneOf([0, 1])
  store.close()
}, 30_000)
