import { afterAll, beforeAll, describe, test } from 'vitest'
import { session } from '../../src/adapters/express.ts'
import { createSessions, memoryStore, type SessionStore } from '../../src/index.ts'
import { slowStore } from '../../src/testing/index.ts'
import { withoutOurs } from './exchange.ts'
import { hosts } from './hosts.ts'
import { compressions, type RowServer, startRowServer } from './row-server.ts'
import { rows } from './rows.ts'

const stores: readonly { readonly name: string; open(): SessionStore }[] = [
  { name: 'a store that answers at once', open: () => memoryStore() },
  { name: 'a store 40 ms away', open: () => slowStore(memoryStore(), 40) },
]

const cases = hosts.flatMap((host) => compressions.map((compressed) => ({ host, compressed })))

// The oracle is the same app without a session: same answer, same errors, same order of events.
describe.each(cases)('$host.name, $compressed', ({ host, compressed }) => {
  let oracle: RowServer
  beforeAll(async () => {
    oracle = await startRowServer(host, compressed, [])
  })
  afterAll(() => oracle.close())

  describe.each(stores)('$name', ({ open }) => {
    let server: RowServer
    beforeAll(async () => {
      const sessions = createSessions({ secret: 'a secret that is long enough for tests', store: open() })
      server = await startRowServer(host, compressed, [session(sessions)])
    })
    afterAll(() => server.close())

    const fitting = rows.filter(
      (row) =>
        (host.isExpress || !row.needsExpress) &&
        (compressed === 'no compression' || !row.isBrokenByCompression),
    )
    test.concurrent.for(fitting)('$name', async (row, { expect }) => {
      const expected = await oracle.run(row)
      const { outcome, seen, logged } = await server.run(row)

      expect(seen).toEqual(expected.seen)
      expect(withoutOurs(outcome)).toEqual(withoutOurs(expected.outcome))
      if (!row.isLoggedWrong) expect(logged).toEqual(expected.logged)
      // And the session is there: saved, or the cookie would not be.
      if (outcome !== 'cut') expect(String(outcome.headers['set-cookie'])).toContain('sid=')
    })
  })
})
