// `npm run package`: packs what would be published, inspects it, and uses it as a stranger's app would.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { consume } from './package/consume.ts'
import { inspect } from './package/inspect.ts'
import { run } from './package/run.ts'
import { stage } from './package/stage.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const target = mkdtempSync(join(tmpdir(), 'sojourn-package-'))

try {
  await run('npm', ['run', 'build'], root)
  const packages = [
    await stage(root, 'packages/server', target),
    await stage(root, 'packages/client', target),
  ]
  for (const packed of packages) {
    const listed = packed.files.filter((file) => !file.endsWith('.map'))
    console.log(`${packed.name} (and source maps):\n${listed.map((file) => `     ${file}`).join('\n')}`)
    const complaints = await inspect(root, packed)
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
    console.log(`ok   what ${packed.name} publishes`)
  }
  await consume(root, packages, target)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(target, { recursive: true, force: true })
}
