import { expect, test } from 'vitest'
import { signOutByLink, testOtherHands } from '../tabs/support/other-hands.ts'
import { patience } from '../tabs/support/tab.ts'
import type * as page from './support/page.ts'
import { useFirefox } from './support/stage.ts'

declare const app: typeof page

const stage = useFirefox()

testOtherHands(stage)

// The windows of a headless Chromium have no focus to give.
test('without the Cookie Store API, a sign-out in another window is seen when the window gets the focus', async () => {
  const { openTwo, openElsewhere, askers, visits, forgetRequests, quiet } = await stage({ announce: true })
  const [, seen] = await openTwo({ without: 'cookieStore' })
  const beside = await openElsewhere()
  await quiet()
  forgetRequests()
  visits.length = 0
  await signOutByLink({ beside })
  await expect.poll(() => visits, patience).toEqual(['/elsewhere'])
  await quiet()
  expect(await seen.evaluate(() => app.session.getSnapshot().status)).toBe('active')
  await seen.show()
  await expect.poll(() => seen.evaluate(() => app.session.getSnapshot().status), patience).toBe('none')
  await quiet()
  expect(await seen.evaluate(() => app.traced)).toContain('get cookie')
  expect(askers).toEqual(['1'])
})
