import { spawn } from 'node:child_process'

/** A program that goes on until it is stopped. */
export interface Running {
  /** Rejects when it ends by itself, with what it printed. */
  readonly failed: Promise<never>
  /** What it has printed so far. */
  said(): string
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
    said: () => said,
    stop() {
      isStopped = true
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid)
    },
  }
}
