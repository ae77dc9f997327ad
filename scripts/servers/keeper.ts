// Runs one server for as long as the process that started this one lives, however that ends: when standard input
// closes, the server is ended, by its pid, and its folder removed. Prints a line when the server is ready, and what it
// said when it ends before that.
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

/** What to run, as the one argument, in JSON. */
export interface Plan {
  /** Where it keeps its data. */
  readonly folder: string
  /** Commands to run one after the other; the last is the server. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  /** A pattern of what the server says when it takes connections. */
  readonly ready: string
  /** Whom to run them as; `undefined`: this user. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

const { folder, commands, ready, user }: Plan = JSON.parse(process.argv[2] ?? '')
const readiness = new RegExp(ready, 'i')
let child: ChildProcess | undefined
let said = ''
let isReady = false
let isOver = false

process.stdin.resume().once('close', end)
process.once('SIGINT', end).once('SIGTERM', end)

for (const [program, ...args] of commands) {
  if (isOver) break
  const failure = await run(program, args)
  if (failure === undefined || isOver) continue
  if (!isReady) console.error(`${said}${program} ${failure}`)
  break
}
rmSync(folder, { recursive: true, force: true })
process.exit()

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const running = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...user })
    for (const output of [running.stdout, running.stderr]) output.on('data', listen)
    running.once('error', (error) => resolve(`could not be run: ${error.message}`))
    running.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`))
    child = running
  })
}

/** Reads on to the end: a server whose output nobody reads comes to a halt. */
function listen(text: Buffer): void {
  if (isReady) return
  said += text
  isReady = readiness.test(said)
  if (isReady) console.log('ready')
}

function end(): void {
  isOver = true
  child?.kill()
  // PostgreSQL waits until the last connection is closed.
  setTimeout(() => child?.kill('SIGKILL'), 5_000).unref()
}
