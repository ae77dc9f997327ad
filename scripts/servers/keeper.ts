// Runs one server for as long as the process that started this one lives, however that ends: when standard input
// closes, the server is ended, by its pid, and its folder removed.
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

/** What to run, as the one argument, in JSON. */
export interface Plan {
  /** Where it keeps its data. */
  readonly folder: string
  /** Commands to run one after the other; the last is the server. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** Whom to run them as; `undefined`: this user. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

const { folder, commands, user }: Plan = JSON.parse(process.argv[2] ?? '')
let child: ChildProcess | undefined
let isOver = false

process.stdin.resume().once('close', end)
process.once('SIGINT', end).once('SIGTERM', end)

for (const [program, ...args] of commands) {
  if (isOver) break
  const failure = await run(program, args)
  if (failure === undefined || isOver) continue
  console.error(`${program} ${failure}`)
  break
}
rmSync(folder, { recursive: true, force: true })
process.exit()

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], ...user })
    child.once('error', (error) => resolve(`could not be run: ${error.message}`))
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`))
  })
}

function end(): void {
  isOver = true
  child?.kill()
  // PostgreSQL waits until the last connection is closed.
  setTimeout(() => child?.kill('SIGKILL'), 5_000).unref()
}
