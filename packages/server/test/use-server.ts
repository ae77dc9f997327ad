import { afterAll, beforeAll } from 'vitest'
import type { RunningServer } from '../../../scripts/servers/start.ts'

/** A busy machine takes its time to set up a database. */
const startTimeout = 60_000

/** Starts a server for the tests of this file, and ends it after them. Answers where it is, once tests run. */
export function useServer(start: () => Promise<RunningServer>): () => string {
  let server: RunningServer | undefined

  beforeAll(async () => {
    server = await start()
  }, startTimeout)

  afterAll(() => server?.stop())

  return () => {
    if (server === undefined) throw new Error('the server is started before the tests, not before the file')
    return server.url
  }
}
