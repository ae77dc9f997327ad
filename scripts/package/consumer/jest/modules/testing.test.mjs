import { createSessionClient } from '@sojourn/client'
import { createTestSessions } from '@sojourn/client/testing'
import { setupServer } from 'msw/node'

const url = 'http://localhost/session'
const session = createSessionClient({ url })
const sessions = createTestSessions({ url, data: { name: 'Ada' } })
const server = setupServer(...sessions.handlers)
beforeAll(() => server.listen())
afterEach(() => sessions.reset())
afterAll(() => server.close())

test('says who took the session away', async () => {
  expect(await session.refresh()).toMatchObject({ status: 'active', data: { name: 'Ada' } })
  sessions.revoke()
  expect(await session.refresh()).toMatchObject({ status: 'none', reason: 'revoked' })
})
