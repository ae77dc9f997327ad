import { expect, test } from 'vitest'
import { activeView, noneView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

test('what is applied while the session is being ended does not hide who ended it', async () => {
  const { session, start, idle } = createRig()
  const late = Promise.withResolvers<void>()
  server.reply(() => activeView())
  await start()
  server.reply(async () => {
    await late.promise
    return noneView
  })
  const end = session.end()
  await expect.poll(() => server.requests).toHaveLength(2)
  session.apply(activeView({ version: 2 }))
  late.resolve()
  await end
  await idle()
  expect(session.getSnapshot()).toMatchObject({ status: 'none', reason: 'signed-out' })
})
