import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { redirectedTypings } from '../scripts/package/drop-in.ts'

test('the page on migrating shows the tsconfig.json that the packed drop-in is compiled with', () => {
  const page = readFileSync(new URL('../docs/migrating-from-express-session.md', import.meta.url), 'utf8')
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  expect(JSON.parse(json)).toEqual({ compilerOptions: { paths: redirectedTypings } })
})
