import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** Type-checks an app of ES modules as bundlers and Node.js resolve. Throws with what went wrong. */
export async function checkTypes({ name, folder, tsc }: InstalledApp): Promise<void> {
  for (const moduleResolution of ['bundler', 'nodenext']) {
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext'
    const args = [tsc, '-p', '.', '--module', module, '--moduleResolution', moduleResolution]
    await run(process.execPath, args, folder)
    console.log(`ok   the ${name} app's types (${moduleResolution})`)
  }
}
