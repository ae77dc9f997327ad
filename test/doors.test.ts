import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Door, doors } from './doors.ts'

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/** `@sojourn/server/express` → the file behind it, as package.json says. */
const files = new Map(
  ['server', 'client'].flatMap((directory) => {
    const manifest = JSON.parse(readFileSync(join(packages, directory, 'package.json'), 'utf8'))
    return Object.entries<Record<string, string>>(manifest.exports)
      .filter(([key]) => !key.endsWith('.json'))
      .map(([key, conditions]): [string, string] => [
        manifest.name + key.slice(1),
        join(packages, directory, conditions['@sojourn/source'] ?? ''),
      ])
  }),
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

describe.each(Object.entries(doors))('%s', (door, { values, types }) => {
  const path = files.get(door) ?? ''

  test('exports what is listed', () => {
    expect(exportsOf(path)).toEqual({ values: [...values].sort(), types: [...types].sort() })
  })

  test('loads without a browser and has every value', async () => {
    expect(Object.keys(await import(path)).sort()).toEqual([...values].sort())
  })
})
