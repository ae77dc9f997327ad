import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SnippetModule } from './snippets.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const onceServed = new URL('./once-served.js', import.meta.url).href

/**
 * Runs a module as its reader would, in a folder of its own with the page's other files. A server it starts gets a free
 * port and one request, after which the process ends. Answers the exit code and what was printed.
 */
export async function run(
  module: SnippetModule,
  page: readonly SnippetModule[],
): Promise<{ exitCode: number; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'snippet-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    for (const { fileName, code } of [...page, module]) writeFileSync(join(folder, fileName), code)
    const args = ['--conditions=@sojourn/source', `--import=${onceServed}`, join(folder, module.fileName)]
    const env = { PATH: process.env.PATH, SESSION_SECRET: 'a secret of the tests, 32 bytes or more' }
    const child = spawn(process.execPath, args, { cwd: folder, env, timeout: 20_000 })
    let output = ''
    const collect = (chunk: Buffer): void => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const [exitCode] = await once(child, 'close')
    return { exitCode: exitCode ?? 1, output }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
