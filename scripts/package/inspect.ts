import { globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { manifestComplaints } from './manifest.ts'
import { run } from './run.ts'
import type { Packed } from './stage.ts'

/** Some of them only Node.js itself finds, and only by their full name: `node:sqlite`. */
const bareBuiltins = new Set(builtinModules.map((name) => name.replace('node:', '')))

/** Complaints about a packed package; none when it may be published. */
export async function inspect(root: string, packed: Packed): Promise<string[]> {
  const manifest = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8'))
  return [
    ...manifestComplaints(manifest, packed.files),
    ...(await publintComplaints(packed)),
    ...(await attwComplaints(root, packed)),
    ...leaks(packed),
    ...serverComponents(packed),
  ]
}

async function publintComplaints({ folder }: Packed): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: 'npm' })
  return messages
    .filter(({ type }) => type !== 'suggestion')
    .map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}

async function attwComplaints(root: string, { tarball }: Packed): Promise<string[]> {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  try {
    await run(
      process.execPath,
      [attw, tarball, '--profile', 'strict', '--format', 'ascii', '--no-color'],
      root,
    )
    return []
  } catch (error) {
    return [`attw: ${error instanceof Error ? error.message : error}`]
  }
}

/** What must stay at home: our sources, tests, private packages, and what an import of it would look for in vain. */
function leaks({ folder }: Packed): string[] {
  return globSync('{commonjs,dist}/**/*.{js,cjs,d.ts,d.cts}', { cwd: folder }).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    return leaksIn(file, text).map((leak) => `${file} ${leak}`)
  })
}

function leaksIn(file: string, text: string): string[] {
  const imported = [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    ([, name = '']) => name,
  )
  const leaking = imported.filter(
    (name) =>
      name === '@sojourn/contract' ||
      name.endsWith('.ts') ||
      name.includes('/src/') ||
      bareBuiltins.has(name) ||
      (/^(vitest|node:test|msw)(\/|$)/.test(name) && !/^dist\/(commonjs\/|node\/)?testing\./.test(file)),
  )
  const sources = text.includes('@sojourn/source') ? ['names the condition of our sources'] : []
  return [...leaking.map((name) => `imports ${name}`), ...sources]
}

/** Doors that server components may render, but not run, must say so in their first line, whatever the bundler made of it. */
function serverComponents({ folder }: Packed): string[] {
  return globSync('dist/{,commonjs/}react.{js,cjs}', { cwd: folder })
    .filter(
      (file) =>
        !/^(['"]use strict['"];\s*)?['"]use client['"]/.test(readFileSync(join(folder, file), 'utf8')),
    )
    .map((file) => `${file} does not begin with 'use client'`)
}
