import { join } from 'node:path'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** Type-checks an app of CommonJS under every resolution, the one without `exports` included. Throws with what went wrong. */
export async function checkCommonJs({ folder, tsc }: InstalledApp): Promise<void> {
  const older = join(folder, 'node_modules/typescript/bin/tsc')
  const programs = [
    { compiler: tsc, module: 'node16', moduleResolution: 'node16' },
    { compiler: tsc, module: 'nodenext', moduleResolution: 'nodenext' },
    { compiler: tsc, module: 'preserve', moduleResolution: 'bundler' },
    { compiler: tsc, module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
    { compiler: older, module: 'node16', moduleResolution: 'node16' },
    { compiler: older, module: 'commonjs', moduleResolution: 'node10' },
  ]
  for (const { compiler, ...options } of programs) {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
    await run(process.execPath, [compiler, '-p', 'app', ...args], folder)
    const by = compiler === tsc ? '' : ', an older TypeScript'
    console.log(`ok   the types of CommonJS (${options.moduleResolution}${by})`)
  }
}
