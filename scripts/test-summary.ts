// `node scripts/test-summary.ts <report>`: what a JSON report of vitest says, in words: what failed, what did not run, how
// many ran where, and in the last line how many passed and failed. A test that did not run counts as failed.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

interface Report {
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

const [path = ''] = process.argv.slice(2)
const report: Report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] }

const passedIn = new Map<string, number>()
const failures: string[] = []

for (const { name, status, message, assertionResults } of report.testResults) {
  const file = relative(process.cwd(), name)
  // A file that does not load has no tests of its own.
  if (status === 'failed' && assertionResults.every((test) => test.status === 'passed')) {
    failures.push(`failed: ${file} ${message}`)
  }
  for (const test of assertionResults) {
    if (test.status === 'passed') {
      const room = file
        .split('/')
        .slice(0, file.startsWith('packages/') ? 2 : 1)
        .join('/')
      passedIn.set(room, (passedIn.get(room) ?? 0) + 1)
    } else {
      failures.push(`${test.status}: ${file} > ${test.fullName}`)
    }
  }
}
if (passedIn.size === 0) failures.push(`failed: no test ran, or ${path} was not written`)

for (const failure of failures) console.log(failure)
for (const [room, passed] of [...passedIn].sort()) console.log(`${room}: ${passed} passed`)
const passed = [...passedIn.values()].reduce((sum, count) => sum + count, 0)
console.log(`${passed} passed, ${failures.length} failed`)
if (failures.length > 0) process.exitCode = 1
