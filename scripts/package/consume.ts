import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { App } from './app.ts'
import { apps } from './apps.ts'
import { followGettingStarted } from './getting-started.ts'
import { run } from './run.ts'
import type { Packed } from './stage.ts'

/**
 * Installs the tarballs as apps would, and uses them in each, and in the one that a newcomer is led to; as many at a time as
 * there are cores. Throws with what went wrong.
 */
export async function consume(root: string, packages: readonly Packed[], target: string): Promise<void> {
  const queue = [
    () => followGettingStarted(root, packages, target),
    ...apps.map((app) => () => useIn(app, root, packages, target)),
  ]
  const failures: unknown[] = []
  async function work(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        await next()
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('\n\n'))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function useIn(app: App, root: string, packages: readonly Packed[], target: string): Promise<void> {
  const { name, source = name, without = [], dependencies, hasPeers = false, checks } = app
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const folder = join(target, name)
  mkdirSync(folder)
  cpSync(join(root, 'scripts/package/consumer', source), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const installed = packages.filter((packed) => !without.includes(packed.name))
  const peers = hasPeers ? installed.flatMap(peersOf) : []
  const wanted = [...dependencies, ...peers].map((dependency) => {
    const version = devDependencies[dependency]
    return version === undefined ? dependency : `${dependency}@${version}`
  })
  const tarballs = installed.map(({ tarball }) => tarball)
  await run('npm', ['install', '--loglevel=error', '--prefer-offline', ...tarballs, ...wanted], folder)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const doors = installed.flatMap(doorsOf)
  for (const check of checks) await check({ name, folder, tsc, doors })
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
