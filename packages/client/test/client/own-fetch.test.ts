import { expect, test } from 'vitest'
import { createSessionClient } from '../../src/index.ts'
import { activeView, useFakeServer } from '../support/fake-server.ts'
import { createRig } from '../support/rig.ts'

const server = useFakeServer()

test('the browser’s own fetch may be handed in', async () => {
  const { session } = createRig({ fetch: window.fetch })
  server.reply(() => activeView())
  expect(await session.refresh()).toMatchObject({ status: 'active', connection: 'online' })
  await session.touch()
  const { fetch } = session
  expect((await fetch('/session')).status).toBe(200)
  expect(server.requests).toEqual(['GET /session', 'POST /session/touch', 'GET /session'])
})

test('session.fetch may be taken from the client, and has the browser’s own behind it', async () => {
  const { fetch } = createSessionClient()
  expect((await fetch('/session')).status).toBe(200)
})
