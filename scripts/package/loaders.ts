import { mkdirSync } from 'node:fs'
import { basename } from 'node:path'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** Runs the app's programs as they are, through a loader with a module wrapper of its own, and bundled. Throws with what went wrong. */
export async function checkLoaders({ folder }: InstalledApp): Promise<void> {
  for (const args of [['app.mjs'], ['both.mjs'], ['app.cjs'], ['--require=v8-compile-cache', 'app.cjs']]) {
    await run(process.execPath, args, folder)
    console.log(`ok   node ${args.join(' ')}`)
  }
  // Where nothing can be found that was not put into the bundle.
  const bundled = `${folder}-bundled`
  mkdirSync(bundled)
  const bundles = await run(process.execPath, ['bundle.mjs', bundled], folder)
  for (const bundle of bundles.trim().split('\n')) {
    await run(process.execPath, [bundle], bundled)
    console.log(`ok   the bundle ${basename(bundle)}`)
  }
}
