import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A module, by its address or its path below the client's folder, as a script that sets `globalName`. */
export async function bundle(entry: string | URL, globalName: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, new URL('../../', import.meta.url)))],
    bundle: true,
    format: 'iife',
    globalName,
    conditions: ['@sojourn/source'],
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

const scripts = new Map<string, Promise<string>>()

/** The same, made once for a file of tests. */
export function bundleOnce(entry: string, globalName: string): Promise<string> {
  const script = scripts.get(entry) ?? bundle(entry, globalName)
  scripts.set(entry, script)
  return script
}
