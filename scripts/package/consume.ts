import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkDropIn } from './drop-in.ts'
import { checkNoServerCode } from './no-server-code.ts'
import { run } from './run.ts'
import type { Packed } from './stage.ts'

interface App {
  readonly name: string
  /** Packages of ours that it does without. */
  readonly without?: readonly string[]
  readonly dependencies: readonly string[]
  /** Whether it has the frameworks that our packages can work with. */
  readonly hasPeers?: boolean
  readonly checks: readonly ((tsc: string, folder: string, name: string) => Promise<void>)[]
}

const onExpress = ['express', '@types/express', '@types/node']

/** Apps of somebody who installed the packages. */
const apps: readonly App[] = [
  // The page of a server in the same repository, without Node's types.
  { name: 'browser', dependencies: [], checks: [checkApp, checkNoServerCode] },
  // A page whose server is somewhere else.
  { name: 'split', without: ['@sojourn/server'], dependencies: [], checks: [checkApp] },
  { name: 'frameworks', dependencies: ['@types/react'], hasPeers: true, checks: [checkApp] },
  { name: 'server', dependencies: onExpress, hasPeers: true, checks: [checkApp] },
  // It changed its import of express-session, and still has the typings of that.
  { name: 'drop-in', dependencies: [...onExpress, '@types/express-session'], checks: [checkDropIn] },
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
  for (const { name, without = [], dependencies, hasPeers = false, checks } of apps) {
    const folder = join(target, name)
    mkdirSync(folder)
    cpSync(join(root, 'scripts/package/consumer', name), folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
    const installed = packages.filter((packed) => !without.includes(packed.name))
    const peers = hasPeers ? installed.flatMap(peersOf) : []
    const wanted = [...dependencies, ...peers].map(
      (dependency) => `${dependency}@${devDependencies[dependency] ?? versions[dependency]}`,
    )
    const tarballs = installed.map(({ tarball }) => tarball)
    await run('npm', ['install', '--loglevel=error', '--prefer-offline', ...tarballs, ...wanted], folder)
    for (const check of checks) await check(tsc, folder, name)
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

function manifestOf({ folder }: Packed): Record<string, object | undefined> {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function peersOf(packed: Packed): string[] {
  return Object.keys(manifestOf(packed).peerDependencies ?? {})
}

/** What apps import: the keys of `exports` that lead to code. */
function doorsOf(packed: Packed): string[] {
  return Object.keys(manifestOf(packed).exports ?? {})
    .filter((key) => !key.endsWith('.json'))
    .map((key) => packed.name + key.slice(1))
}
