import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** Files by their path below one folder, each with those of the same folder and beyond that it imports, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The imports of all files below `folder`, tests left out. */
export function importGraph(folder: string): ImportGraph {
  const files = globSync('**/*.ts', { cwd: folder })
    .filter((file) => !/\.test(-d)?\.ts$/.test(file))
    .sort()
  return new Map(files.map((file) => [file, localImports(folder, file)]))
}

function localImports(folder: string, file: string): string[] {
  const path = join(folder, file)
  return specifiersOf(readFileSync(path, 'utf8')).map((specifier) =>
    relative(folder, resolve(dirname(path), specifier)),
  )
}

/** The relative specifiers of a module: imports, re-exports, dynamic and inline type imports. */
export function specifiersOf(code: string): string[] {
  const { importedFiles } = ts.preProcessFile(code, true, true)
  return importedFiles.map(({ fileName }) => fileName).filter((specifier) => specifier.startsWith('.'))
}
