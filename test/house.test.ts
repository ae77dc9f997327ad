import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))

const files = globSync('**/*.{ts,js,css,html}', {
  cwd: root,
  exclude: (name) => /^(node_modules|dist|coverage|data|\..+)$/.test(name),
})

/** Lines that one idea may take; a test lists cases, which are read one by one. */
function longest(file: string): number {
  return /\.test\.ts$|\/test\//.test(file) ? 450 : 220
}

/** Longer all the same, and why. */
const mayBeLonger: Readonly<Record<string, string>> = {}

function linesOf(file: string): string[] {
  return readFileSync(`${root}${file}`, 'utf8').split('\n')
}

function found(pattern: RegExp, among: readonly string[]): string[] {
  return among.flatMap((file) =>
    linesOf(file).flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  )
}

const code = files.filter((file) => /\.[tj]s$/.test(file))
const tests = code.filter((file) => /\.test(-d)?\.ts$/.test(file))
const sources = code.filter((file) => /^packages\/[^/]+\/src\//.test(file) && !tests.includes(file))

describe('the house', () => {
  test('files hold one idea', () => {
    const long = code.filter((file) => linesOf(file).length > longest(file) && !(file in mayBeLonger))
    expect(long).toEqual([])
  })

  test('no room is called after nothing', () => {
    expect(sources.filter((file) => /\/(utils?|helpers?|types|misc|common)\.ts$/.test(file))).toEqual([])
  })

  test('every test runs', () => {
    expect(found(/\b(test|it|describe|suite)\.(skip|todo|only|skipIf|runIf|fails)\b/, tests)).toEqual([])
  })

  test('nothing is put off', () => {
    expect(
      found(
        /\b(TODO|FIXME|XXX|HACK)\b/,
        files.filter((file) => file !== 'test/house.test.ts'),
      ),
    ).toEqual([])
  })

  test('the clock is read in one place', () => {
    const clocks = ['packages/server/src/clock.ts', 'packages/client/src/clock.ts']
    const elsewhere = sources.filter((file) => !clocks.includes(file))
    expect(found(/\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(\)/, elsewhere)).toEqual([])
  })

  test('no type is waved through', () => {
    expect(found(/@ts-(ignore|nocheck|expect-error)|\bas any\b|biome-ignore(?!.*: )/, sources)).toEqual([])
  })
})
