/** A door, and what stands behind it. */
export interface Door {
  /** Its name without a suffix: `store/sqlite`. */
  readonly name: string
  /** The names of its values, but for the default. */
  readonly values: readonly string[]
  /** Those of them that are types, too. */
  readonly classes: readonly string[]
  /** Whether `require` answers its default itself, which carries the other values. */
  readonly isCallable: boolean
}

/** The file that `require` answers with, where the door's code is in the core. */
export function doorFile({ name, values, isCallable }: Door): string {
  const door = `require('${siblingOf(name, 'core.cjs')}')['${name}.js']`
  if (isCallable) return `'use strict'\n\nmodule.exports = ${door}.default\n`
  const lines = values.map((value) => `exports.${value} = door.${value}\n`)
  return `'use strict'\n\nconst door = ${door}\n\n${lines.join('')}`
}

/** The ES module that Node.js gets: the same code as `require` gets, so that one process never has it twice. */
export function bridgeFile({ name, values, isCallable }: Door): string {
  return [
    `import door from '${siblingOf(name, `../commonjs/${name}.cjs`)}'\n\n`,
    values.length > 0 ? `export const { ${values.join(', ')} } = door\n` : '',
    isCallable ? 'export { door as default }\n' : '',
  ].join('')
}

/** The types of the CommonJS form: those of the ES module, so that what an app declares into one is declared in both. */
export function typesFile({ name, values, classes, isCallable }: Door): string {
  const from = `'${siblingOf(name, `../${name}.js`)}'`
  const asModule = `with { 'resolution-mode': 'import' }`
  if (isCallable) {
    return [
      `import type Door from ${from} ${asModule}\n\n`,
      'declare const door: typeof Door\n',
      'type door = Door\n',
      'export = door\n',
    ].join('')
  }
  return [
    `import type * as door from ${from} ${asModule}\n\n`,
    `export type * from ${from} ${asModule}\n`,
    ...values.map((value) => `export declare const ${value}: typeof door.${value}\n`),
    ...classes.map((name) => `export type ${name} = door.${name}\n`),
  ].join('')
}

/** The same for a resolution that knows neither `exports` nor two kinds of modules: TypeScript's `node10`. */
export function olderTypesFile(types: string): string {
  return types.replaceAll(` with { 'resolution-mode': 'import' }`, '')
}

/** The path to a file beside all doors, as the file of one door asks for it. */
export function siblingOf(door: string, path: string): string {
  const up = '../'.repeat(door.split('/').length - 1)
  return up === '' && !path.startsWith('.') ? `./${path}` : `${up}${path}`
}
