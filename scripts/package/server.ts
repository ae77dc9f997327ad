import { globSync } from 'node:fs'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** The oldest Node.js that the packages promise, and the one that this project runs on. */
async function nodes(folder: string): Promise<string[]> {
  const oldest = await run('npx', ['-y', '-p', 'node@22.13', 'node', '-p', 'process.execPath'], folder)
  return [oldest.trim(), process.execPath]
}

/** Runs each program of the app, by each Node.js. Throws with what went wrong. */
export async function checkServer({ folder, doors }: InstalledApp): Promise<void> {
  for (const node of await nodes(folder)) {
    const version = (await run(node, ['--version'], folder)).trim()
    for (const script of globSync('{.,without-sqlite}/*.{mjs,cjs}', { cwd: folder }).sort()) {
      const sqlite = script.startsWith('without-sqlite') ? ['--no-experimental-sqlite'] : []
      await run(node, ['--disable-warning=ExperimentalWarning', ...sqlite, script, ...doors], folder)
      console.log(`ok   ${script} on Node.js ${version}`)
    }
  }
}
