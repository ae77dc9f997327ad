import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromParts, toParts } from '../../src/core/carrier/sealed-parts.ts'
import { codeOf, runRequest } from '../browser.ts'
import { cookiesSet, startSealed } from './app.ts'

/** A text that needs so many characters in the session. */
const filled = (length: number): string => 'x'.repeat(length)
const fill =
  (length: number) =>
  ({ session }: { session: object }): object =>
    Object.assign(session, { note: filled(length) })

describe('a session that is too long for one cookie', () => {
  test('is split over several, each short enough for every browser, and found again', async () => {
    const { browser, data } = startSealed({ cookie: { maxAge: 60_000, domain: 'app.example.com' } })
    const { setCookie = [] } = await browser.visit(fill(4000))
    expect(setCookie.map((each) => each.split('=')[0])).toEqual(['sid', 'sid.1'])
    for (const each of setCookie) expect(each.length).toBeLessThanOrEqual(4096)
    expect(setCookie[0]).toHaveLength(4096)
    expect(await data()).toEqual({ note: filled(4000) })
  })

  test('takes back the cookies that it no longer needs', async () => {
    const { browser, data } = startSealed({ sealed: { maxLength: 12_000 } })
    await browser.visit(fill(8000))
    expect(browser.cookieHeader?.split('; ')).toHaveLength(3)
    expect(cookiesSet(await browser.visit(fill(4000)))).toMatchObject({ 'sid.2': '' })
    expect(cookiesSet(await browser.visit(fill(10)))).toMatchObject({ 'sid.1': '' })
    expect(browser.cookieHeader).not.toContain('sid.')
    expect(await data()).toEqual({ note: filled(10) })
  })

  test('takes all of them back when it ends', async () => {
    const { browser } = startSealed({ sealed: { maxLength: 12_000 } })
    await browser.visit(fill(8000))
    expect(cookiesSet(await browser.visit(({ session }) => session.destroy()))).toEqual({
      sid: '',
      'sid.1': '',
      'sid.2': '',
    })
  })

  test('is none where a part is missing, or is of another session', async () => {
    const one = startSealed()
    const other = startSealed()
    await one.browser.visit(fill(4000))
    await other.browser.visit(fill(4000))
    const [first, second] = one.browser.cookieHeader?.split('; ') ?? []
    const [otherFirst, otherSecond] = other.browser.cookieHeader?.split('; ') ?? []
    const noteIn = async (...cookies: readonly (string | undefined)[]) => {
      let note: unknown
      await runRequest(
        one.sessions,
        ({ session }) => {
          note = session.note
        },
        { cookieHeader: cookies.join('; ') },
      )
      return note
    }
    expect(await noteIn(first, second)).toBe(filled(4000))
    expect(await noteIn(second, first)).toBe(filled(4000))
    expect(await noteIn(first)).toBeUndefined()
    expect(await noteIn(first, otherSecond)).toBeUndefined()
    // As if it were of the same seal: it says so, and is not.
    const tag = first?.slice('sid='.length + 5, 'sid='.length + 13) ?? ''
    const forged = `sid.1=${tag}${otherSecond?.slice('sid.1='.length + 8)}`
    expect(await noteIn(first, forged)).toBeUndefined()
    // Two sessions in one browser, as of two paths: each part finds its own.
    expect(await noteIn(otherFirst, first, otherSecond, second)).toBe(filled(4000))
    expect(await noteIn(first?.replace('sid=2', 'sid=1'))).toBeUndefined()
    expect(await noteIn(first?.replace('sid=2', 'sid=9'), second)).toBeUndefined()
  })
})

describe('a session that is too long for all of them', () => {
  test.each(['when it is saved', 'when the response leaves'])(
    'is an error %s, and nothing is sent',
    async (when) => {
      const { browser, data } = startSealed()
      await browser.visit(fill(10))
      const tooLong = browser.visit(async ({ session }) => {
        session.note = filled(6000)
        if (when === 'when it is saved') await session.save()
      })
      expect(await codeOf(tooLong)).toBe('data-invalid')
      expect(await data()).toEqual({ note: filled(10) })
    },
  )

  test('says how long it would be, and how long it may', async () => {
    const { browser } = startSealed({ sealed: { maxLength: 500 } })
    await expect(browser.visit(fill(400))).rejects.toThrow(/would need 7\d\d characters of cookies.* 500/)
  })

  test('goes on without what made it so', async () => {
    const { browser, data } = startSealed()
    await browser.visit(async ({ session }) => {
      session.note = filled(6000)
      expect(await codeOf(session.save())).toBe('data-invalid')
      session.note = 'short'
    })
    expect(await data()).toEqual({ note: 'short' })
  })

  test('is counted in bytes of UTF-8, to the character', async () => {
    const { browser } = startSealed({ sealed: { maxLength: 12_000 } })
    for (const letter of ['x', 'é', '你', '😀']) {
      let fits = 0
      let misfits = 12_000
      while (misfits - fits > 1) {
        const length = (fits + misfits) >> 1
        const failure = await codeOf(
          browser.visit(({ session }) => Object.assign(session, { note: letter.repeat(length) })),
        )
        if (failure === undefined) fits = length
        else misfits = length
      }
      const { setCookie = [] } = await browser
        .visit(({ session }) => Object.assign(session, { note: letter.repeat(fits), count: 1 }))
        .catch(() => ({ setCookie: [] }))
      expect(setCookie.length).toBeLessThanOrEqual(4)
      const characters = (browser.cookieHeader ?? '').replaceAll(/(^|; )sid(\.\d)?=/g, '').length
      expect(characters).toBeGreaterThan(11_900)
      expect(characters).toBeLessThanOrEqual(12_000 + 1 + 3 * 8)
    }
  })

  test('of which the cookies have long attributes takes four cookies at most', async () => {
    const path = `/${'a'.repeat(1500)}`
    const { browser } = startSealed({ cookie: { path }, sealed: { maxLength: 12_000 } })
    const { setCookie = [] } = await browser.visit(fill(8850), { path })
    expect(setCookie).toHaveLength(4)
    await browser.visit(({ session }) => expect(session.note).toBe(filled(8850)), { path })
  })
})

test('a text is put together as it was taken apart, from parts in any company', () => {
  const sealed = fc.stringMatching(/^[\w-]{21,400}$/)
  fc.assert(
    fc.property(
      sealed,
      fc.array(sealed, { maxLength: 3 }),
      fc.integer({ min: 110, max: 500 }),
      (text, others, room) => {
        const parts = toParts(text, () => room)
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(room)
        const strangers = others
          .filter((other) => other.slice(4, 12) !== text.slice(4, 12))
          .map((other) => toParts(other, () => room))
        const values = (index: number): string[] => [...strangers, parts].flatMap((each) => each[index] ?? [])
        expect(parts.length <= 4 ? fromParts(parts[0] ?? '', values) : text).toBe(text)
      },
    ),
  )
})
