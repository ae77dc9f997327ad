import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InstalledApp } from './app.ts'
import { run } from './run.ts'

/** Runs the app's tests by Jest, without and with its support of ES modules. Throws with what went wrong. */
export async function checkJest({ name, folder, doors }: InstalledApp): Promise<void> {
  writeFileSync(join(folder, 'doors.json'), JSON.stringify(doors))
  const jest = 'node_modules/jest/bin/jest.js'
  await run(process.execPath, [jest, '--ci'], folder)
  console.log(`ok   every door in ${name}`)
  await run(
    process.execPath,
    ['--experimental-vm-modules', jest, '--ci', '--config', 'modules.config.cjs'],
    folder,
  )
  console.log(`ok   the client's test tools in ${name}`)
}
