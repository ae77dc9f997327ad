import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Module } from './modules.ts'
import { type Result, readReport } from './report.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const home = fileURLToPath(new URL('./stryker/', import.meta.url))

/** Installs Stryker in a folder of its own, unless it is there: no other command needs it. */
export function installStryker(): void {
  const versions = (lock: string): string | undefined => {
    const path = join(home, lock)
    return existsSync(path) ? versionsIn(JSON.parse(readFileSync(path, 'utf8'))) : undefined
  }
  if (versions('node_modules/.package-lock.json') === versions('package-lock.json')) return
  console.log('Installing Stryker …')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  if (npm === undefined) execFileSync('npm', args, { cwd: home, stdio: 'inherit' })
  else execFileSync(process.execPath, [npm, ...args], { cwd: home, stdio: 'inherit' })
}

/** The packages that a lock file names and that stand on this platform, as text. */
function versionsIn({
  packages,
}: {
  packages: Record<string, { version?: string; optional?: boolean }>
}): string {
  return Object.entries(packages)
    .filter(([path, { optional }]) => path !== '' && !optional)
    .map(([path, { version }]) => `${path} ${version}`)
    .sort()
    .join('\n')
}

/** Breaks the module in every way that Stryker knows, in a copy of the project, and runs its tests each time. */
export function mutate(module: Module): Result {
  const temporary = mkdtempSync(join(tmpdir(), 'mutants-'))
  try {
    const config = join(temporary, 'stryker.json')
    const report = join(temporary, 'report.json')
    writeFileSync(
      config,
      JSON.stringify({
        mutate: [module.file],
        testRunner: 'vitest',
        plugins: ['@stryker-mutator/vitest-runner'],
        vitest: { configFile: 'scripts/mutants/vitest.config.ts', related: false },
        concurrency: Math.max(1, availableParallelism() - 1),
        // The source runs as it is.
        disableTypeChecks: false,
        ignorePatterns: ['docs', 'playground', 'scripts/mutants/stryker', 'packages/*/dist'],
        reporters: ['json', 'progress'],
        jsonReporter: { fileName: report },
        packageManager: 'npm',
        logLevel: 'warn',
      }),
    )
    const program = join(home, 'node_modules/@stryker-mutator/core/bin/stryker.js')
    // Not by its option `testFiles`, with which it leaves every mutant of a constant at module scope inactive.
    const env = { ...process.env, MUTANTS_TESTS: JSON.stringify(module.tests) }
    const { status } = spawnSync(process.execPath, [program, 'run', config], {
      cwd: root,
      env,
      stdio: 'inherit',
    })
    if (status !== 0) throw new Error(`Stryker failed for ${module.name}.`)
    return readReport(report, module)
  } finally {
    rmSync(temporary, { recursive: true })
  }
}
