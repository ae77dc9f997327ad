import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** Whose code a page gets that imports our client. */
const clientSide = ['@sojourn/client', 'ky']

/**
 * Builds an app's `page.ts` as its own build would, and its declarations. Throws when one of them holds something of the
 * server, though the page imports a type of it.
 */
export async function checkNoServerCode({ name, folder, tsc }: InstalledApp): Promise<void> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['page.ts'],
    bundle: true,
    metafile: true,
    write: false,
    format: 'esm',
    legalComments: 'none',
  })
  const strangers = Object.keys(metafile.inputs)
    .map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1])
    .filter((owner) => owner !== undefined && !clientSide.includes(owner))
  const [stranger] = strangers
  if (stranger !== undefined) throw new Error(`The ${name} app's page is built with ${stranger}.`)

  const code = outputFiles.map(({ text }) => text).join('')
  const theirs = textsOf(join(folder, 'node_modules/@sojourn/client'))
  const ours = [...textsOf(join(folder, 'node_modules/@sojourn/server'))].filter((text) => !theirs.has(text))
  const told = ours.filter((text) => code.includes(text))
  if (told.length > 0) throw new Error(`The ${name} app's page says what the server says: ${told.join('\n')}`)

  const args = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', 'types']
  await run(
    process.execPath,
    [tsc, '-p', '.', '--module', 'esnext', '--moduleResolution', 'bundler', ...args],
    folder,
  )
  // Only the server's own file may.
  const naming = globSync('types/*.d.ts', { cwd: folder }).filter(
    (file) =>
      !file.endsWith('sessions.d.ts') && readFileSync(join(folder, file), 'utf8').includes('@sojourn/server'),
  )
  if (naming.length > 0) throw new Error(`The ${name} app's ${naming.join(', ')} imports the server.`)
  console.log(`ok   the ${name} app's page holds nothing of the server (of ${ours.length} texts)`)
}

/** The longer texts in a package's code, such as its error messages. */
function textsOf(folder: string): Set<string> {
  const files = globSync('dist/**/*.js', { cwd: folder })
  return new Set(
    files.flatMap((file) => {
      const code = readFileSync(join(folder, file), 'utf8')
      return [...code.matchAll(/["'`]([A-Za-z][\w ,.:;-]{19,})["'`$]/g)].map(([, text = '']) => text)
    }),
  )
}
