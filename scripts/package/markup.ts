import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

const programs = [
  { type: 'module', module: 'nodenext', moduleResolution: 'nodenext' },
  { type: 'module', module: 'preserve', moduleResolution: 'bundler' },
  { type: 'commonjs', module: 'nodenext', moduleResolution: 'nodenext' },
]

/** Type-checks the expiry dialog in the markup of each framework. Throws with what went wrong. */
export async function checkMarkup({ folder, tsc }: InstalledApp): Promise<void> {
  const markup = join(folder, 'markup')
  for (const { type, ...compilerOptions } of programs) {
    writeFileSync(join(markup, 'package.json'), JSON.stringify({ type }))
    const config = {
      extends: '../tsconfig.json',
      compilerOptions: { ...compilerOptions, jsx: 'preserve' },
      include: ['*'],
    }
    writeFileSync(join(markup, 'tsconfig.json'), JSON.stringify(config))
    await run(process.execPath, [tsc, '-p', markup], folder)
    console.log(`ok   the dialog in markup (${type}, ${compilerOptions.moduleResolution})`)
  }
}
