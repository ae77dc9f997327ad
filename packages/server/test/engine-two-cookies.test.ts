import { describe, expect, test } from 'vitest'
import { manualClock } from '../src/testing/index.ts'
import { start } from './app.ts'
import { runRequest } from './browser.ts'
import { kindsOfStore } from './kinds-of-store.ts'

describe.each(kindsOfStore)('over %s', (_kind, createStore) => {
  test.each([
    ['before', (old: string, live: string) => `${old}; ${live}`],
    ['behind', (old: string, live: string) => `${live}; ${old}`],
  ])('a cookie whose sid was replaced hides no live one, where it stands %s it', async (_where, join) => {
    const clock = manualClock()
    const { sessions, browser } = await start({ clock, store: createStore(clock) })
    const { cookieHeader: old = '' } = browser
    await browser.visit(({ session }) => session.rotate())
    const { cookieHeader: live = '' } = browser
    expect(live).not.toBe(old)

    const cookieHeader = join(old, live)
    await runRequest(
      sessions,
      ({ session }) => {
        expect(session.user).toBe('ann')
        session.count = 1
      },
      { cookieHeader },
    )
    await browser.visit(({ session }) => expect({ ...session }).toEqual({ user: 'ann', count: 1 }))
  })
})
