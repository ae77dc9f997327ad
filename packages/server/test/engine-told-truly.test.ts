import { describe, expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { manualClock } from '../src/testing/index.ts'
import { type Handler, start } from './app.ts'
import { runRequest } from './browser.ts'
import { readSetCookie } from './cookie-jar.ts'

const namesOf = (setCookie: readonly string[] = []): [string, number | undefined][] =>
  setCookie.map((text) => [readSetCookie(text).name, readSetCookie(text).maxAge])

describe('what several operations of one request mean to the browser', () => {
  test('a session that was ended and begun anew, and has gone since, takes its cookie along', async () => {
    const clock = manualClock()
    const { run } = await start({ store: memoryStore({ clock, max: 1 }), clock, subject: () => undefined })
    const edits = await run(async ({ session, context }) => {
      await session.regenerate()
      const begun = context.getSession()
      begun?.touch()
      await begun?.save()
      // Another visitor's session takes the only place that the store has.
      await run(async (other) => {
        await other.session.regenerate()
        await other.context.getSession()?.save()
      })
    })
    expect(namesOf(edits.setCookie)).toEqual([['sid', 0]])
  })

  test('a session that was unset and kept has its marker left as it is', async () => {
    const { sessions, browser } = await start({ announce: true, unset: 'keep' })
    const cookieHeader = browser.cookieHeader?.replace(/sid-stay=.*/, 'sid-stay=forged')
    const unset: Handler = async (request) => {
      request.session.count = 1
      await request.session.save()
      request.session = null
    }
    expect((await runRequest(sessions, unset, { cookieHeader })).setCookie).toBeUndefined()
  })
})
