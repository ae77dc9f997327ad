import { afterEach, expect } from 'vitest'
import type { AppOptions } from '../../tabs/support/app.ts'
import { type Stage, useStage } from '../../tabs/support/stage.ts'
import { startFirefox } from './firefox.ts'

/** One Firefox for the tests of a file, whose pages have all doors of the client; a script that fails there fails the test. */
export function useFirefox(): (options?: AppOptions) => Promise<Stage> {
  const complaints: string[] = []
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([])
  })
  return useStage(() => startFirefox(complaints), new URL('page.ts', import.meta.url))
}
