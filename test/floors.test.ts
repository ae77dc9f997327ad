import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/**
 * The floors of each package, the ground first. A room is a folder of `src`, or a file of it. A file imports from its own
 * room and from lower floors; rooms of one floor do not know each other, but for single files of the ground.
 */
const plan: Record<string, readonly (readonly string[])[]> = {
  contract: [
    ['view', 'problem', 'routes', 'safe-target'],
    ['view-schema', 'problem-schema'],
    ['index', 'schemas'],
  ],
  server: [
    ['errors', 'clock', 'maybe-promise', 'crypto'],
    ['cookie'],
    ['store'],
    ['session'],
    ['core'],
    ['create-sessions'],
    ['endpoints'],
    ['adapters', 'testing'],
    ['express-session'],
    ['index', 'contract'],
  ],
  client: [
    ['errors', 'clock', 'env'],
    ['http'],
    ['state'],
    ['time'],
    ['tabs'],
    ['activity'],
    ['redirect'],
    ['client'],
    ['dialog'],
    ['bindings', 'testing'],
    ['index', 'contract'],
  ],
}

describe.each(Object.entries(plan))('%s', (name, floors) => {
  const src = join(packages, name, 'src')
  const files = globSync('**/*.ts', { cwd: src })
    .filter((file) => !isTest(file))
    .sort()

  test('every file is in a room of the plan', () => {
    expect(files.filter((file) => floorOf(floors, file) === undefined)).toEqual([])
  })

  test('imports go down', () => {
    const upward = files.flatMap((file) =>
      localImports(join(src, file))
        .map((path) => relative(src, path))
        .filter((imported) => !mayImport(floors, file, imported))
        .map((imported) => `${file} imports ${imported}`),
    )
    expect(upward).toEqual([])
  })
})

describe('the rule itself', () => {
  const floors = [['errors', 'crypto'], ['store'], ['core']]

  test.each([
    ['core/load.ts', 'store/store.ts', true],
    ['core/load.ts', 'core/commit.ts', true],
    ['crypto/node.ts', 'errors.ts', true],
    ['store/store.ts', 'core/load.ts', false],
    ['errors.ts', 'crypto/node.ts', false],
    ['core/load.ts', 'attic/trunk.ts', false],
    ['core/load.ts', '../../client/src/index.ts', false],
  ])('%s may import %s: %s', (file, imported, expected) => {
    expect(mayImport(floors, file, imported)).toBe(expected)
  })

  test('type imports, re-exports, dynamic and inline type imports count; other packages do not', () => {
    const code = `
      import type { A } from './a.ts'
      import { type B } from '../b.ts'
      export { c } from './c.ts'
      export * from './d.ts'
      const e = await import('./e.ts')
      type F = import('./f.ts').F
      import 'node:fs'
      import { z } from 'zod'
      import { port } from '#crypto'
    `
    expect(specifiersOf(code)).toEqual(['./a.ts', '../b.ts', './c.ts', './d.ts', './e.ts', './f.ts'])
  })
})

function mayImport(floors: readonly (readonly string[])[], file: string, imported: string): boolean {
  if (roomOf(file) === roomOf(imported)) return true
  const [from, to] = [floorOf(floors, file), floorOf(floors, imported)]
  if (from === undefined || to === undefined) return false
  // The ground's folders stand on its single files.
  return from > to || (from === 0 && to === 0 && file.includes('/') && !imported.includes('/'))
}

function floorOf(floors: readonly (readonly string[])[], file: string): number | undefined {
  const floor = floors.findIndex((rooms) => rooms.includes(roomOf(file)))
  return floor === -1 ? undefined : floor
}

/** `store/memory.ts` is in `store`, `errors.ts` is a room of its own. */
function roomOf(file: string): string {
  return file.split('/', 1)[0]?.replace(/\.ts$/, '') ?? file
}

function localImports(path: string): string[] {
  return specifiersOf(readFileSync(path, 'utf8')).map((specifier) => resolve(dirname(path), specifier))
}

function specifiersOf(code: string): string[] {
  const { importedFiles } = ts.preProcessFile(code, true, true)
  return importedFiles.map(({ fileName }) => fileName).filter((specifier) => specifier.startsWith('.'))
}

function isTest(file: string): boolean {
  return /\.test(-d)?\.ts$/.test(file)
}
