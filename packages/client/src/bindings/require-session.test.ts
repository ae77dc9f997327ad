import { expect, test } from 'vitest'
import { noneView, useFakeServer } from '../../test/support/fake-server.ts'
import { createRig } from '../../test/support/rig.ts'
import { requireSession } from './require-session.ts'

const server = useFakeServer()

test('whoever has no session is sent to the sign-in page below the base of the router', async () => {
  const targets: string[] = []
  const router = { base: '/app', navigate: (path: string) => targets.push(path) }
  const { session } = createRig({ redirect: { router } })
  server.reply(() => noneView)
  const stop = requireSession(session, { returnTo: false })
  await expect.poll(() => targets).toEqual(['/login'])
  stop()
})
