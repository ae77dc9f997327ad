import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkDropIn } from './drop-in.ts'
import { run } from './run.ts'
import type { Packed } from './stage.ts'

const onExpress = ['express', '@types/express', '@types/node']

/**
 * Apps of somebody who installed the packages: a browser's program without Node's types, a server, and one that changed its
 * import of express-session and still has the typings of that.
 */
const apps = [
  { name: 'browser', dependencies: [], check: checkApp },
  { name: 'server', dependencies: onExpress, check: checkApp },
  { name: 'drop-in', dependencies: [...onExpress, '@types/express-session'], check: checkDropIn },
]
/** What this repository does not depend on itself. */
const versions: Record<string, string> = { '@types/express-session': '^1.19.0' }

/** The oldest Node.js that the packages promise, and the one that this project runs on. */
async function nodes(folder: string): Promise<string[]> {
  const oldest = await run('npx', ['-y', '-p', 'node@22.13', 'node', '-p', 'process.execPath'], folder)
  return [oldest.trim(), process.execPath]
}

/** Installs the tarballs as an app would, type-checks against them and runs them. Throws with what went wrong. */
export async function consume(root: string, packages: readonly Packed[], target: string): Promise<void> {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  for (const { name, dependencies, check } of apps) {
    const folder = join(target, name)
    mkdirSync(folder)
    cpSync(join(root, 'scripts/package/consumer', name), folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    const wanted = dependencies.map(
      (dependency) => `${dependency}@${devDependencies[dependency] ?? versions[dependency]}`,
    )
    const tarballs = packages.map(({ tarball }) => tarball)
    await run('npm', ['install', '--loglevel=error', '--prefer-offline', ...tarballs, ...wanted], folder)
    await check(tsc, folder, name)
  }

  const folder = join(target, 'server')
  const doors = packages.flatMap(doorsOf)
  for (const node of await nodes(folder)) {
    const version = (await run(node, ['--version'], folder)).trim()
    for (const script of globSync('*.{mjs,cjs}', { cwd: folder }).sort()) {
      await run(node, ['--disable-warning=ExperimentalWarning', script, ...doors], folder)
      console.log(`ok   ${script} on Node.js ${version}`)
    }
  }
}

async function checkApp(tsc: string, folder: string, name: string): Promise<void> {
  for (const moduleResolution of ['bundler', 'nodenext']) {
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext'
    const args = [tsc, '-p', '.', '--module', module, '--moduleResolution', moduleResolution]
    await run(process.execPath, args, folder)
    console.log(`ok   the ${name} app's types (${moduleResolution})`)
  }
}

/** What apps import: the keys of `exports` that lead to code. */
function doorsOf({ name, folder }: Packed): string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.keys(exports)
    .filter((key) => !key.endsWith('.json'))
    .map((key) => name + key.slice(1))
}
