import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')

const guide = read('docs/guide/pains.md')
const rows = guide
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
const numbers = Array.from({ length: 25 }, (_, index) => index + 1)

const tests = globSync('packages/client/{src,test}/**/*.test.ts', { cwd: root })

/** The files with a test whose name bears the number of a pain. */
const bearers = (pain: number): string[] =>
  tests.filter((file) => new RegExp(`'[^'\n]*\\(pain ${pain}: [^'\n]*'`).test(read(file)))

test('the guide has a line for each pain, with what we do and where others met it', () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(numbers)
  for (const [, , what, where, here] of rows) {
    expect(what).toBeTruthy()
    expect(where).toMatch(/#\d+|PR \d+/)
    expect(here).toBeTruthy()
  }
})

test.each(numbers)('pain %s is held by a test that bears its number, where the guide says', (pain) => {
  const [heldBy = ''] = rows[pain - 1]?.slice(5) ?? []
  const files = [...heldBy.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file)
  expect(files.filter((file) => !existsSync(root + file))).toEqual([])
  const held = bearers(pain)
  expect(held).not.toEqual([])
  expect(files).toEqual(expect.arrayContaining(held))
})
