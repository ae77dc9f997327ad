// `npm run types`: type-checks every program of the repository, as many at a time as there are cores.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const programs = globSync(
  '{packages/*,playground,playground/*,examples/*,bench,scripts,test}/tsconfig*.json',
  {
    cwd: root,
    exclude: ['**/node_modules/**'],
  },
).sort()

const queue = [...programs]
const failed: string[] = []

async function work(): Promise<void> {
  for (let program = queue.shift(); program !== undefined; program = queue.shift()) {
    if (!(await check(program))) failed.push(program)
  }
}

/** Whether the program has no type error; prints what tsc says. */
async function check(program: string): Promise<boolean> {
  const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
  const child = spawn(process.execPath, [tsc, '-p', program], { cwd: root })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${program}${output === '' ? '' : `\n${output.trimEnd()}`}`)
  return code === 0
}

await Promise.all(Array.from({ length: availableParallelism() }, work))
if (failed.length > 0) {
  console.error(`Type errors in ${failed.join(', ')}.`)
  process.exitCode = 1
}
