import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { SnippetModule } from './snippets.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Does not exist; it is inside the repository, so that its packages are found. */
const folder = join(root, '.snippets')

/** As strict as the repository, with a browser's and Node's globals, and without a word on unused names. */
const options: ts.CompilerOptions = {
  ...strictOptions(),
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: ['node'],
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowJs: true,
  checkJs: true,
  jsx: ts.JsxEmit.ReactJSX,
}

function strictOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options
}

const parsed = new Map<string, ts.SourceFile | undefined>()

/** The type errors of one page's modules, as `line 12: …`. Workspace packages are resolved to their source. */
export function typeErrorsOf(modules: readonly SnippetModule[]): string[] {
  const named = modules.filter(({ fileName }) => !fileName.startsWith('line-'))
  // What augments a module or the globals must not meet another snippet that does.
  const augmenting = modules.filter(
    (module) => !named.includes(module) && /\bdeclare (module|global)\b/.test(module.code),
  )
  const others = modules.filter((module) => !augmenting.includes(module))
  return [others, ...augmenting.map((module) => [module])].flatMap((roots) => check(roots, named))
}

function check(roots: readonly SnippetModule[], named: readonly SnippetModule[]): string[] {
  if (roots.length === 0) return []
  const virtual = new Map([...named, ...roots].map((module) => [join(folder, module.fileName), module]))
  const host = ts.createCompilerHost(options)
  const { directoryExists, fileExists, readFile, getSourceFile } = host
  const folders = new Set([folder, ...[...virtual.keys()].map((path) => dirname(path))])
  host.directoryExists = (path) => folders.has(path) || directoryExists?.(path) === true
  host.fileExists = (path) => virtual.has(path) || fileExists(path)
  host.readFile = (path) => virtual.get(path)?.code ?? readFile(path)
  host.getSourceFile = (path, languageVersion) => {
    const module = virtual.get(path)
    if (module !== undefined) return ts.createSourceFile(path, module.code, languageVersion)
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, languageVersion))
    return parsed.get(path)
  }
  const program = ts.createProgram(
    roots.map((module) => join(folder, module.fileName)),
    options,
    host,
  )
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || virtual.has(file.fileName))
    .map((diagnostic) => describe(diagnostic, virtual))
}

function describe(
  { file, start = 0, messageText }: ts.Diagnostic,
  virtual: Map<string, SnippetModule>,
): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n')
  if (file === undefined) return message
  const line = file.getLineAndCharacterOfPosition(start).line + (virtual.get(file.fileName)?.firstLine ?? 1)
  return `line ${line}: ${message}`
}
