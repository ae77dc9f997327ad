import { describe, expect, test, vi } from 'vitest'
import { legacyStore } from '../../src/store/legacy.ts'
import { manualClock } from '../../src/testing/index.ts'
import { minute, start, type TestOptions } from '../app.ts'
import { codeOf } from '../browser.ts'
import { liveStore } from './live-store.ts'

type Damage = (stored: Record<string, unknown>) => unknown

/** What may lie where a session was. */
const damages: [string, Damage][] = [
  ['nothing of ours', ({ cookie }) => ({ cookie, user: 'ann' })],
  ['no cookie either', () => ({ user: 'ann' })],
  ['our part cut short', ({ cookie }) => ({ cookie, user: 'ann', sojourn: { id: 'stay', version: 1 } })],
  [
    'our part with a text for a time',
    (stored) => ({ ...stored, sojourn: { ...Object(stored.sojourn), expiresAt: 'tomorrow' } }),
  ],
  ['a list', () => [1, 2]],
  ['a text', () => 'not a session'],
]

/** A browser whose session was damaged in the store. */
async function begin(damage: Damage, options: TestOptions = {}) {
  const clock = manualClock()
  const inner = liveStore()
  const app = await start({ clock, store: legacyStore(inner, { clock }), ...options })
  const [sid] = inner.sessions.keys()
  if (sid === undefined) throw new Error('nothing was stored')
  const damaged = damage({ ...inner.sessions.get(sid) })
  inner.sessions.set(sid, damaged as object)
  // A touch is due.
  clock.advance(5 * minute)
  return { ...app, clock, sessions: inner.sessions, damaged, stored: () => inner.sessions.get(sid) }
}

describe.each(damages)('a store of express-session that holds %s', (_what, damage) => {
  test('locks nobody out: a page without the session is shown, one with it says what is wrong, and nothing is changed', async () => {
    const { browser, run, stored, damaged } = await begin(damage)
    await browser.visit()
    expect(await codeOf(run(({ session }) => session.user))).toBe('record-invalid')
    expect(await codeOf(run(({ session }) => Object.assign(session, { count: 1 })))).toBe('record-invalid')
    expect(stored()).toBe(damaged)
  })

  test('req.session = null ends it', async () => {
    const { run, stored, browser } = await begin(damage)
    await run((request) => {
      request.session = null
    })
    expect(stored()).toBeUndefined()
    await browser.visit(({ session }) => expect(session.isNew).toBe(true))
  })

  test("begins anew with onInvalid: 'reset', and is replaced by what is written", async () => {
    const { run, data, stored, damaged, sessions } = await begin(damage, { onInvalid: 'reset' })
    await run(({ session }) => expect({ ...session }).toEqual({}))
    expect(stored()).toBe(damaged)
    await run(({ session }) => {
      session.count = 1
    })
    await run(({ session }) => session.update((all) => void Object.assign(all, { more: 2 })))
    expect(await data()).toEqual({ count: 1, more: 2 })
    expect(sessions.size).toBe(1)
  })

  test('is what onInvalid makes of it, and stays so once it is written', async () => {
    const onInvalid = vi.fn(() => ({ count: 7 }))
    const { run, data, stored, damaged } = await begin(damage, { onInvalid })
    await run(({ session }) => expect({ ...session }).toEqual({ count: 7 }))
    expect(onInvalid).toHaveBeenCalledWith([JSON.parse(JSON.stringify(damaged))])
    expect(stored()).toBe(damaged)
    await run(({ session }) => {
      session.more = 1
    })
    onInvalid.mockClear()
    expect(await data()).toEqual({ count: 7, more: 1 })
    expect(onInvalid).not.toHaveBeenCalled()
  })
})
