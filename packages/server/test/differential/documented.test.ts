import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { differences } from './differences.ts'

const page = readFileSync(
  new URL('../../../../docs/migrating-from-express-session.md', import.meta.url),
  'utf8',
)

test('the page on migrating lists the differences that the harness knows, and no others', () => {
  expect(rowsUnder('## What differs')).toEqual(differences.map(({ name, reason }) => [name, reason]))
})

/** The rows of the first table under a heading, without its head. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n${heading}\n`)
  const [text = ''] = section.split('\n## ')
  const rows = text.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) => row.slice(2, -2).split(' | '))
}
