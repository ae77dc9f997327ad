import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tablesOf, withTables } from '../bench/stores/plan.ts'
import type { Results } from '../bench/stores/results.ts'

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const page = read('docs/guide/scaling.md')
const results: Results = JSON.parse(read('bench/stores/measured.json'))

test('the tables of the page on scaling are those that are computed of what was measured', () => {
  expect(withTables(page, tablesOf(results))).toBe(page)
})

test('every table is on the page, and holds no figure that is missing', () => {
  const shown = [...page.matchAll(/<!-- table: (\w+) -->/g)].map(([, name]) => name)
  expect(shown.sort()).toEqual(Object.keys(tablesOf(results)).sort())
  expect(page).not.toMatch(/NaN|undefined|Infinity/)
})

test('the plan follows the figures', () => {
  const nodesOf = (changed: Partial<Results>): number =>
    Number(tablesOf({ ...results, ...changed }).plan?.match(/Redis nodes in all.*\*\*(\d+)\*\*/)?.[1])
  expect(nodesOf({ redisBytesOfMany: results.redisBytesOfMany * 100 })).toBeGreaterThan(nodesOf({}))
  const redisCpu = { read: results.redisCpu.read * 100, write: results.redisCpu.write * 100 }
  expect(nodesOf({ redisCpu })).toBeGreaterThan(nodesOf({}))
})
