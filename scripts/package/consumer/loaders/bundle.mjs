// `node bundle.mjs <folder>`: bundles every program for Node.js, with every bundler, and prints what it wrote.

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import webpack from 'webpack'

const ncc = createRequire(import.meta.url)('@vercel/ncc')
const programs = ['app.cjs', 'both.mjs']
const folder = resolve(process.argv[2])

const bundlers = {
  async esbuild(program, outfile) {
    await build({ entryPoints: [program], outfile, bundle: true, platform: 'node', format: 'esm', banner })
  },
  async ncc(program, outfile) {
    const { code } = await ncc(resolve(program), { quiet: true, cache: false, esm: true })
    writeFileSync(outfile, code)
  },
  async webpack(program, outfile) {
    const output = { path: folder, filename: outfile.slice(folder.length + 1), module: true }
    const options = {
      mode: 'production',
      optimization: { minimize: false },
      target: 'node',
      context: import.meta.dirname,
      output,
    }
    const stats = await promisify(webpack)({
      ...options,
      entry: `./${program}`,
      experiments: { outputModule: true },
    })
    if (stats.hasErrors()) throw new Error(stats.toString())
  },
  async rollup(input, file) {
    const plugins = [nodeResolve({ exportConditions: ['node'], preferBuiltins: true }), commonjs()]
    const bundle = await rollup({ input, plugins, external: /^node:/, logLevel: 'silent' })
    await bundle.write({ file, format: 'es' })
  },
}
/** What CommonJS asks for that esbuild put into an ES module. */
const banner = {
  js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)`,
}

for (const [name, bundle] of Object.entries(bundlers)) {
  for (const program of programs) {
    const outfile = join(folder, `${name}-${program}`.replace('.cjs', '-cjs.mjs'))
    await bundle(program, outfile)
    console.log(outfile)
  }
}
