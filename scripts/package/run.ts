import { execFile } from 'node:child_process'
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
