import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** What an app with typings of express-session writes into its tsconfig.json, as the page on migrating says. */
export const redirectedTypings = {
  'express-session': ['./node_modules/@sojourn/server/commonjs/express-session.d.cts'],
}

interface Program {
  readonly name: string
  readonly format: 'module' | 'commonjs'
  readonly compilerOptions: Readonly<Record<string, unknown>>
  /** Whether typings of express-session are in the program, and what the app does about them. */
  readonly typings: 'none' | 'beside' | 'redirected'
}

/** CommonJS and ES modules, under every resolution, beside the typings of express-session, libraries checked and not. */
function programs(): Program[] {
  const formats = ['module', 'commonjs'] as const
  const resolutions = { node16: 'node16', nodenext: 'nodenext', bundler: 'preserve' }
  return formats.flatMap((format) =>
    Object.entries(resolutions).flatMap(([moduleResolution, module]) =>
      [true, false].flatMap((skipLibCheck) =>
        (['none', 'beside', 'redirected'] as const)
          // Two typings of one `req.session` do not go together where libraries are checked.
          .filter((typings) => typings !== 'beside' || skipLibCheck)
          .map((typings) => ({
            name: `${format}, ${moduleResolution}, skipLibCheck ${skipLibCheck}, typings ${typings}`,
            format,
            compilerOptions: { module, moduleResolution, skipLibCheck },
            typings,
          })),
      ),
    ),
  )
}

/** Type-checks an app that changed its import to the drop-in. Throws with what went wrong. */
export async function checkDropIn({ folder, tsc }: InstalledApp): Promise<void> {
  for (const { name, format, compilerOptions, typings } of programs()) {
    const config = {
      extends: './tsconfig.json',
      compilerOptions: {
        ...compilerOptions,
        ...(typings === 'redirected' && { paths: redirectedTypings }),
      },
      files: filesOf(format, typings),
    }
    const file = join(folder, 'tsconfig.program.json')
    writeFileSync(file, JSON.stringify(config))
    await run(process.execPath, [tsc, '-p', file], folder)
    console.log(`ok   the drop-in's types (${name})`)
  }
}

function filesOf(format: Program['format'], typings: Program['typings']): string[] {
  const app = format === 'module' ? ['module/app.ts'] : ['commonjs/app.ts', 'commonjs/interop.ts']
  if (typings === 'none') return app
  // Beside the typings of express-session one of both wins, and `old` is its alone.
  return [...app, typings === 'beside' ? `${format}/beside.ts` : `${format}/old-typings.ts`]
}
