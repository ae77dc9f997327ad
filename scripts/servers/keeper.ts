// Runs one server for as long as the process that started this one lives, however that ends: when standard input
// closes, the server is ended, by its pid, and its folder removed. Prints a line when the server is ready, and what it
// said when it ends before that. Meanwhile it does what standard input says, a word a line, and answers with a line:
// `kill` (SIGKILL), `start` (again, over the same data), `freeze` (SIGSTOP), `wake` (SIGCONT).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

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

/** A process, and how it ended. */
interface Run {
  readonly child: ChildProcess
  /** Resolves once it says that it is ready; `false`: it ended before. */
  readonly isReady: Promise<boolean>
  readonly failure: Promise<string | undefined>
  said(): string
}

const { folder, commands, ready, user }: Plan = JSON.parse(process.argv[2] ?? '')
const readiness = new RegExp(ready, 'i')
let server: Run | undefined
let isKilled = false
let isOver = false

process.once('SIGINT', end).once('SIGTERM', end)
const input = createInterface(process.stdin)
input.once('close', end)

for (const command of commands.slice(0, -1)) {
  server = run(command)
  const failure = await server.failure
  if (failure !== undefined && !isOver) console.error(`${server.said()}${command[0]} ${failure}`)
  if (failure !== undefined || isOver) leave()
}
if (!(await start())) leave()
console.log('ready')
input.on('line', (word) => void obey(word).then(() => console.log(word)))

async function obey(word: string): Promise<void> {
  if (word === 'freeze') signalAll('SIGSTOP')
  else if (word === 'wake') signalAll('SIGCONT')
  else if (word === 'kill') {
    isKilled = true
    server?.child.kill('SIGKILL')
    await server?.failure
  } else if (word === 'start') {
    isKilled = false
    // The processes of a server that was killed may be around for a moment, and hold what it needs.
    let isStarted = await start()
    for (let attempt = 1; !isStarted && attempt < 40 && !isOver; attempt += 1) {
      await delay(100)
      isStarted = await start()
    }
    // Whoever waits for it hears that it ended.
    if (!isStarted) leave()
  }
}

/** PostgreSQL has a process for each connection, which goes on where the first one alone is stopped. */
function signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void {
  const child = server?.child
  if (child?.pid === undefined) return
  child.kill(signal)
  const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
  for (const pid of stdout.split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), signal)
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Starts the server; resolves with whether it is ready. */
async function start(): Promise<boolean> {
  const command = commands.at(-1)
  if (command === undefined || isOver) return false
  const running = run(command)
  server = running
  const isReady = await running.isReady
  if (isReady) void running.failure.then(() => (server === running && !isKilled ? leave() : undefined))
  else if (!isOver) console.error(`${running.said()}${command[0]} ${await running.failure}`)
  return isReady
}

function run([program, ...args]: readonly [string, ...string[]]): Run {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...user })
  let said = ''
  let onReady = (): void => {}
  const isReady = new Promise<true>((resolve) => {
    onReady = () => resolve(true)
  })
  for (const output of [child.stdout, child.stderr]) {
    // Read to the end: a server whose output nobody reads comes to a halt.
    output.on('data', (text: Buffer) => {
      if (said.length > 100_000) return
      said += text
      if (readiness.test(said)) onReady()
    })
  }
  const failure = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`could not be run: ${error.message}`))
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`))
  })
  return { child, isReady: Promise.race([isReady, failure.then(() => false)]), failure, said: () => said }
}

function end(): void {
  isOver = true
  const child = server?.child
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) leave()
  void once(child, 'close').then(leave)
  // One that was frozen hears nothing.
  signalAll('SIGCONT')
  child.kill()
  // PostgreSQL waits until the last connection is closed.
  setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
}

function leave(): never {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.exit()
}
