import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'

type Names = Readonly<Record<string, string>>

/** A package as package-lock.json lists it, under the path of its folder. */
interface Entry {
  readonly dependencies?: Names
  readonly devDependencies?: Names
  readonly optionalDependencies?: Names
  readonly peerDependencies?: Names
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly os?: readonly string[]
}

const lock: { packages: Record<string, Entry> } = JSON.parse(read('package-lock.json'))

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

/** Whether Node.js, in the folder, would find the package: there, or in a folder around it. */
function isFound(name: string, folder: string, packages: Readonly<Record<string, Entry>>): boolean {
  const here = folder === '.' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
  return here in packages || (folder !== '.' && isFound(name, dirname(folder), packages))
}

/** What some package of the lock asks for, and the lock does not list: `npm ci` refuses it, maybe on another platform alone. */
function missingIn(packages: Readonly<Record<string, Entry>>): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const peers = Object.keys(entry.peerDependencies ?? {})
    const wanted = [
      ...Object.keys({ ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies }),
      ...peers.filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true),
    ]
    return wanted.filter((name) => !isFound(name, path || '.', packages)).map((name) => `${path}: ${name}`)
  })
}

test('the lock lists the packages of every platform, so that npm ci works on each', () => {
  expect(missingIn(lock.packages)).toEqual([])
  const platforms = new Set(Object.values(lock.packages).flatMap(({ os = [] }) => os))
  expect([...platforms]).toEqual(expect.arrayContaining(['linux', 'darwin', 'win32']))
})

test('a lock without those of one platform is noticed', () => {
  const others = Object.entries(lock.packages).filter(([, { os }]) => !os?.includes('darwin'))
  expect(missingIn(Object.fromEntries(others))).toContain('node_modules/esbuild: @esbuild/darwin-arm64')
})

test('the lock was written for what the manifests ask for', () => {
  for (const folder of ['', ...JSON.parse(read('package.json')).workspaces]) {
    const manifest = JSON.parse(read(folder === '' ? 'package.json' : `${folder}/package.json`))
    const { dependencies, devDependencies, peerDependencies } = lock.packages[folder] ?? {}
    expect({ folder, dependencies, devDependencies, peerDependencies }).toEqual({
      folder,
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
      peerDependencies: manifest.peerDependencies,
    })
  }
})
