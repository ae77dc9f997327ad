import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { importGraph, specifiersOf } from './floors/imports.ts'
import { picture } from './floors/picture.ts'
import { type Floors, floorOf, innerPlan, mayImport, plan } from './floors/plan.ts'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

describe.each(Object.entries(plan))('%s', (name, floors) => {
  const graph = importGraph(`${packages}${name}/src`)

  test('every file is in a room of the plan', () => {
    expect(roomless(graph.keys(), floors)).toEqual([])
  })

  test('imports go down', () => {
    expect(upward(graph, floors)).toEqual([])
  })
})

describe.each(Object.entries(innerPlan))('%s', (folder, floors) => {
  const graph = importGraph(`${packages}${folder}`)

  test('every file is in a room of the plan', () => {
    expect(roomless(graph.keys(), floors)).toEqual([])
  })

  test('imports go down', () => {
    expect(upward(graph, floors)).toEqual([])
  })
})

describe('CONTRIBUTING.md', () => {
  const page = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8')

  test('shows the floors as they are', () => {
    const [, shown] = /```mermaid\n(.*?)\n```/s.exec(page) ?? []
    expect(shown).toBe(picture())
  })

  test('names files that are there', () => {
    const [, way = ''] = /## The way of one request\n(.*?)\n## /s.exec(page) ?? []
    const [onServer = '', inBrowser = ''] = way.split('In the browser')
    const missing = (part: string, folder: string): string[] =>
      [...part.matchAll(/`([\w-]+(?:\/[\w-]+)+(?:\.ts)?)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !path.startsWith('packages/') && !existsSync(`${packages}${folder}/src/${path}`))
    expect(missing(onServer, 'server')).toEqual([])
    expect(missing(inBrowser, 'client')).toEqual([])
    expect(way.match(/\.ts`/g)?.length).toBeGreaterThan(20)
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

function roomless(files: Iterable<string>, floors: Floors): string[] {
  return [...files].filter((file) => floorOf(floors, file) === undefined)
}

/** The imports that the floors forbid. What leaves an inner plan's folder is the outer plan's affair. */
function upward(graph: ReadonlyMap<string, readonly string[]>, floors: Floors): string[] {
  const isOuter = Object.values(plan).includes(floors)
  return [...graph].flatMap(([file, imported]) =>
    imported
      .filter((each) => isOuter || !each.startsWith('../'))
      .filter((each) => !mayImport(floors, file, each))
      .map((each) => `${file} imports ${each}`),
  )
}
