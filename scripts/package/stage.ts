import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

export interface Packed {
  readonly name: string
  /** The folder as it would be published. */
  readonly folder: string
  readonly tarball: string
  /** What is in it. */
  readonly files: readonly string[]
}

/** Lays out a package as it is published, and packs it. Expects it to be built. */
export async function stage(root: string, directory: string, target: string): Promise<Packed> {
  const source = join(root, directory)
  const own = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  const manifest = published(own)
  const folder = join(target, String(manifest.name).replace('@', '').replace('/', '-'))
  mkdirSync(folder)
  for (const part of own.files) cpSync(join(source, part), join(folder, part), { recursive: true })
  for (const file of ['README.md', 'LICENSE']) copyFileSync(join(source, file), join(folder, file))
  // Both packages have the same history.
  copyFileSync(join(root, 'CHANGELOG.md'), join(folder, 'CHANGELOG.md'))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  const [packed] = JSON.parse(await run('npm', ['pack', '--json', '--pack-destination', target], folder))
  return {
    name: String(manifest.name),
    folder,
    tarball: join(target, packed.filename),
    files: packed.files.map(({ path }: { path: string }) => path).sort(),
  }
}

/** The manifest without what only this repository knows; of `files` nothing is left out any more. */
function published(manifest: Record<string, unknown>): Record<string, unknown> {
  const { devDependencies: _, scripts: __, files: ___, exports, imports, ...rest } = manifest
  return { ...rest, exports: withoutSource(exports), ...(imports ? { imports: withoutSource(imports) } : {}) }
}

/** A map of conditions without our own one. */
function withoutSource(map: unknown): unknown {
  if (typeof map !== 'object' || map === null) return map
  const kept = Object.entries(map).filter(([condition]) => condition !== '@sojourn/source')
  const [only] = kept
  if (kept.length === 1 && only?.[0] === 'default') return only[1]
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutSource(value)]))
}
