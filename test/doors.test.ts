import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Door, doors } from './doors.ts'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

interface Conditions {
  readonly '@sojourn/source'?: string
  readonly require?: { readonly types: string; readonly default: string }
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, Conditions>>
  readonly types: string
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> }
}

/** Every door of `exports`, what it leads to, and the package it belongs to. */
const entries = ['server', 'client'].flatMap((directory) => {
  const manifest: Manifest = JSON.parse(readFileSync(join(packages, directory, 'package.json'), 'utf8'))
  return Object.entries(manifest.exports)
    .filter(([key]) => !key.endsWith('.json'))
    .map(([key, conditions]) => ({
      door: manifest.name + key.slice(1),
      key,
      conditions,
      directory,
      manifest,
    }))
})

/** `@sojourn/server/express` → the file behind it, as package.json says. */
const files = new Map(
  entries.map(({ door, directory, conditions }) => [
    door,
    join(packages, directory, conditions['@sojourn/source'] ?? ''),
  ]),
)

const options = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ['@sojourn/source'],
  allowImportingTsExtensions: true,
  noEmit: true,
}
const program = ts.createProgram([...files.values()], options)
const checker = program.getTypeChecker()

/** What a module exports, sorted: values and types apart. */
function exportsOf(path: string): Door {
  const file = program.getSourceFile(path)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${path} is no module.`)
  const symbols = checker.getExportsOfModule(module)
  const namesOf = (wanted: boolean): string[] =>
    symbols
      .filter((symbol) => isValue(symbol) === wanted)
      .map(({ name }) => name)
      .sort()
  return { values: namesOf(true), types: namesOf(false) }
}

function isValue(symbol: ts.Symbol): boolean {
  const isTypeOnly = symbol.declarations?.some((declaration) => ts.isTypeOnlyExportDeclaration(declaration))
  if (isTypeOnly === true) return false
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return (target.flags & ts.SymbolFlags.Value) !== 0
}

test('every door is listed', () => {
  expect([...files.keys()].sort()).toEqual(Object.keys(doors).sort())
})

// That they open is seen by `npm run package`.
describe.each(entries)('$door leads somewhere', ({ key, conditions, manifest }) => {
  test('for loaders that know CommonJS alone', () => {
    expect(conditions.require).toMatchObject({
      types: expect.stringMatching(/\.d\.cts$/),
      default: expect.stringMatching(/\.cjs$/),
    })
  })

  test('for a resolution that does not know `exports`', () => {
    const types = key === '.' ? [manifest.types] : manifest.typesVersions['*'][key.slice(2)]
    expect(types).toEqual([expect.stringMatching(/\.d\.ts$/)])
  })
})

describe.each(Object.entries(doors))('%s', (door, { values, types }) => {
  const path = files.get(door) ?? ''

  test('exports what is listed', () => {
    expect(exportsOf(path)).toEqual({ values: [...values].sort(), types: [...types].sort() })
  })

  test('loads without a browser and has every value', async () => {
    expect(Object.keys(await import(path)).sort()).toEqual([...values].sort())
  })
})
