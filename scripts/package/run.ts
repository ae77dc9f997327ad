import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a program to its end and answers what it printed; an error carries all of that. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, maxBuffer: 1e8 })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error([`${[command, ...args].join(' ')} failed.`, stdout, stderr].join('\n').trimEnd())
  }
}

/** A program that goes on until it is stopped. */
export interface Running {
  /** Rejects when it ends by itself, with what it printed. */
  readonly failed: Promise<never>
  /** Ends it, and what it has started. */
  stop(): void
}

/** Starts a program, in a process group of its own. */
export function start(command: string, args: readonly string[], cwd: string): Running {
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let isStopped = false
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => (said += text))
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', () => isStopped || reject(new Error(`${command} ${args.join(' ')} ended.\n${said}`)))
  })
  // Whoever waits for something else meanwhile has not asked yet.
  failed.catch(() => {})
  return {
    failed,
    stop() {
      isStopped = true
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid)
    },
  }
}
