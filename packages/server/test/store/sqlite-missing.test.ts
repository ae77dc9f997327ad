import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('a Node.js without node:sqlite is told which one the store needs', () => {
  const program =
    "await import('@sojourn/server/store/sqlite').catch(({ code, message }) => console.log(code, message))"
  const args = [
    '--no-experimental-sqlite',
    '--conditions=@sojourn/source',
    '--input-type=module',
    '-e',
    program,
  ]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^store-unavailable sqliteStore needs node:sqlite.*22\.13/)
  expect(stdout).toContain(`this is Node.js ${process.version}`)
})
