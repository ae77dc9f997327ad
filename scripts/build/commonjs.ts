import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { bridgeFile, type Door, doorFile, olderTypesFile, siblingOf, typesFile } from './door-files.ts'

export interface CommonJsOptions {
  /** The folder of the package; its ES modules are in `dist`. */
  readonly root: string
  readonly doors: readonly string[]
  /** The doors with a file of their own: what they ask for is not always there. The code of all others is in one file. */
  readonly apart: readonly string[]
  /** What the package's `imports` lead to: loaded by that file, so nothing of it is taken from there. */
  readonly ports?: readonly string[]
  /** What is asked for by `require`, and not inlined. */
  readonly external: readonly string[]
  /** Whether Node.js gets this form for `import`, too. */
  readonly isBridged?: boolean
}

/**
 * Writes `dist/commonjs`: `core.cjs` with all that doors share, and for each door a file and its types. It is made of the ES
 * modules in `dist`, so that both forms are the same code.
 */
export async function buildCommonJs(options: CommonJsOptions): Promise<void> {
  const { root, doors, apart, ports = [], external, isBridged = false } = options
  const dist = join(root, 'dist')
  const inCore = doors.filter((door) => !apart.includes(door))
  const shared = [...inCore.map((door) => `${door}.js`), ...globSync('chunk-*.js', { cwd: dist })]
  const common: BuildOptions = {
    absWorkingDir: dist,
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'warning',
    // Some chunks are imported only because esbuild found them together.
    logOverride: { 'ignored-bare-import': 'silent' },
    external: ['node:*', '#*', ...external],
  }
  await build({
    ...common,
    stdin: {
      contents: shared.map((file) => `export * as ${JSON.stringify(file)} from './${file}'`).join('\n'),
      resolveDir: dist,
    },
    outfile: 'commonjs/core.cjs',
  })
  for (const name of [...apart, ...ports]) {
    await build({
      ...common,
      entryPoints: [`./${name}.js`],
      outfile: `commonjs/${name}.cjs`,
      plugins: ports.includes(name) ? [] : [fromCore(dist, shared, siblingOf(name, 'core.cjs'))],
    })
  }

  for (const name of doors) {
    const door = await doorOf(dist, name)
    if (inCore.includes(name)) write(join(dist, 'commonjs', `${name}.cjs`), doorFile(door))
    if (isBridged) write(join(dist, 'node', `${name}.js`), bridgeFile(door))
    const byHand = join(root, 'commonjs', `${name}.d.cts`)
    const types = existsSync(byHand)
      ? readFileSync(byHand, 'utf8').replaceAll('../dist/', '../')
      : typesFile(door)
    if (!existsSync(byHand)) write(join(dist, 'commonjs', `${name}.d.cts`), types)
    if (door.isCallable) write(join(dist, 'older', `${name}.d.ts`), olderTypesFile(types))
  }
}

/** Takes what is in the core from there. */
function fromCore(dist: string, shared: readonly string[], core: string): Plugin {
  return {
    name: 'from-core',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.js$/ }, ({ path, resolveDir }) => {
        const file = shared.find((name) => join(dist, name) === join(resolveDir, path))
        return file === undefined ? undefined : { path: file, namespace: 'core' }
      })
      onLoad({ filter: /./, namespace: 'core' }, ({ path }) => ({
        contents: `module.exports = require('${core}')[${JSON.stringify(path)}]`,
      }))
      onResolve({ filter: /./, namespace: 'core' }, ({ path }) => ({ path, external: true }))
    },
  }
}

async function doorOf(dist: string, name: string): Promise<Door> {
  const module: Record<string, unknown> = await import(pathToFileURL(join(dist, `${name}.js`)).href)
  const isCallable = 'module.exports' in module
  const values = Object.keys(module).filter((value) => value !== 'module.exports' && value !== 'default')
  if (isCallable) assertCarries(name, module, values)
  const classes = values.filter((value) => /^class\b/.test(String(module[value])))
  return { name, values, classes, isCallable }
}

/** What `require` answers must have all that `import` finds. */
function assertCarries(door: string, module: Record<string, unknown>, values: readonly string[]): void {
  const carried = new Map(Object.entries(Object(module.default)))
  const missing = values.filter((value) => carried.get(value) !== module[value])
  if (missing.length === 0) return
  throw new Error(
    `The default of ${door} does not carry ${missing.join(', ')}: assign what is exported beside it.`,
  )
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
