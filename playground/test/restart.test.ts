import { test } from 'vitest'
import { usePlayground } from './playground.ts'
import { signIn, waitForTitle } from './session-page.ts'

const playground = usePlayground()

test('a restart of the server signs nobody out', async () => {
  const { open } = await playground.person()
  const before = await open()
  await signIn(before)
  await before.close()

  await playground.restart()
  const after = await open()
  await waitForTitle(after, 'Signed in as Ada')
})
