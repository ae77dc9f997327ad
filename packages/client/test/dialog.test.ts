import type { Page } from 'playwright'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ExpiryDialogElement } from '../src/dialog/index.ts'
import type * as fixture from './fixtures/expiry-dialog.ts'
import { useDialogApp } from './support/dialog-page.ts'
import type { StubSession } from './support/stub-session.ts'

declare const app: typeof fixture
declare const session: StubSession
declare const element: ExpiryDialogElement

const { open } = useDialogApp()
let page: Page

beforeEach(async () => {
  page = await open()
})

const dialog = () => page.getByRole('dialog')
const button = (name: string) => dialog().getByRole('button', { name })
const stay = () => button('Stay signed in')
const isModal = () => dialog().evaluate((node) => node.matches(':modal'))
const expiring = (remaining = 120_000) =>
  page.evaluate((left) => {
    session.leave(left)
    session.set({ phase: 'expiring', limit: 'idle' })
  }, remaining)
const ending = () => page.evaluate(() => session.set({ phase: 'expiring', limit: 'absolute' }))
const calls = () => page.evaluate(() => session.calls)
const held = () => page.evaluate(() => session.held)
/** What has the focus, as a person would name it. */
const focused = () =>
  page.evaluate(() => {
    const active = document.activeElement
    return active?.shadowRoot?.activeElement?.textContent ?? active?.id
  })
const notes = () => page.locator('#notes')
const fail = () => page.evaluate(() => session.answer(() => Promise.reject(new Error('offline'))))
const recover = () => page.evaluate(() => session.answer(async () => {}))

describe('opening and closing', () => {
  test('a stay about to end opens it, on the button that extends; staying closes it and gives the focus back', async () => {
    expect(await dialog().count()).toBe(0)
    await expiring()
    await page.getByRole('dialog', { name: 'Are you still there?' }).waitFor()
    expect(await isModal()).toBe(true)
    expect(await focused()).toBe('Stay signed in')

    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'hidden' })
    expect(await calls()).toEqual(['touch'])
    expect(await focused()).toBe('notes')
    await page.keyboard.type('!')
    expect(await notes().inputValue()).toContain('!')
  })

  test('an element that comes late opens, too', async () => {
    await page.evaluate(() => element.remove())
    await expiring()
    expect(await dialog().count()).toBe(0)
    await page.evaluate(() => document.body.append(element))
    await stay().waitFor()
  })

  test.each(['none', 'unknown'] as const)('it closes when the session is %s', async (status) => {
    await expiring()
    await stay().waitFor()
    await page.evaluate((next) => session.set({ status: next }), status)
    expect(await dialog().count()).toBe(0)
    expect(await focused()).toBe('notes')
  })

  test('it closes when another tab extended the stay', async () => {
    await expiring()
    await page.evaluate(() => session.set({ phase: 'steady' }))
    expect(await dialog().count()).toBe(0)
    expect(await calls()).toEqual([])
  })

  test('it stays open while the server is asked, and says so', async () => {
    await expiring()
    await page.evaluate(() => {
      session.leave(0)
      session.set({ phase: 'verifying' })
    })
    await dialog().getByText('Checking your session').waitFor()
    await page.evaluate(() => session.set({ phase: 'steady' }))
    expect(await dialog().count()).toBe(0)
  })

  test('who was not warned is not bothered while the server is asked', async () => {
    await page.evaluate(() => session.set({ phase: 'verifying' }))
    expect(await dialog().count()).toBe(0)
  })

  test('signing out from it ends the session', async () => {
    await expiring()
    await button('Sign out now').click()
    await dialog().waitFor({ state: 'hidden' })
    expect(await calls()).toEqual(['end'])
  })

  test('while it asks, only its button extends: activity is paused', async () => {
    expect(await held()).toEqual({ listeners: 1, ticks: 0, pauses: 0 })
    await expiring()
    expect(await held()).toEqual({ listeners: 1, ticks: 1, pauses: 1 })
    await stay().click()
    await expect.poll(held).toEqual({ listeners: 1, ticks: 0, pauses: 0 })
  })
})

describe('ways out', () => {
  test('Escape stays', async () => {
    await expiring()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    expect(await calls()).toEqual(['touch'])
  })

  test('Escape does not let it blink while the server is asked', async () => {
    // A page that was used may keep a dialog open; one that was not is asked by nobody (Chromium).
    await notes().click()
    await page.evaluate(() => session.answer(() => new Promise(() => {})))
    await expiring()
    await page.evaluate(() => {
      let count = 0
      const node = element.shadowRoot?.querySelector('dialog')
      node?.addEventListener('close', () => count++)
      const { promise, resolve } = Promise.withResolvers<void>()
      addEventListener('keyup', () => setTimeout(resolve), { once: true })
      Object.assign(window, { blinks: promise.then(() => count) })
    })
    await page.keyboard.press('Escape')
    expect(await page.evaluate('blinks')).toBe(0)
    expect(await isModal()).toBe(true)
    expect(await calls()).toEqual(['touch'])
  })

  test('Escape again and again closes nothing while the server does not answer', async () => {
    await fail()
    await expiring()
    for (let count = 0; count < 4; count++) await page.keyboard.press('Escape')
    await dialog().getByText('That did not work').waitFor()
    expect(await isModal()).toBe(true)
    expect(new Set(await calls())).toEqual(new Set(['touch']))
  })

  test('Escape again and again leaves it in front of the page until the answer is there', async () => {
    await page.evaluate(() => {
      const { promise, resolve } = Promise.withResolvers<void>()
      session.answer(() => promise)
      Object.assign(window, { resolve })
    })
    await expiring()
    for (let count = 0; count < 4; count++) await page.keyboard.press('Escape')
    expect([await isModal(), await focused(), (await held()).pauses]).toEqual([true, 'Stay signed in', 1])
    await page.evaluate('resolve()')
    await dialog().waitFor({ state: 'hidden' })
    expect([await focused(), (await held()).pauses]).toEqual(['notes', 0])
  })

  test('a click beside it does nothing', async () => {
    await expiring()
    await page.mouse.click(5, 5)
    expect(await isModal()).toBe(true)
    expect(await calls()).toEqual([])
  })

  test('after a failure it says so, stays, and lets one try again', async () => {
    await fail()
    await expiring()
    await stay().click()
    await dialog().getByText('That did not work. Try again.').waitFor()
    expect(await focused()).toBe('Stay signed in')
    await recover()
    await stay().click()
    await dialog().waitFor({ state: 'hidden' })
    expect(await calls()).toEqual(['touch', 'touch'])
  })

  test('a failed sign-out is no sign-out', async () => {
    await fail()
    await expiring()
    await button('Sign out now').click()
    await dialog().getByText('That did not work').waitFor()
    expect(await isModal()).toBe(true)
  })

  test('after a failure nobody is locked in: the page is there again, beside a reminder with the button', async () => {
    await fail()
    await expiring()
    expect(await button('Continue working').count()).toBe(0)
    await stay().click()
    await button('Continue working').click()
    expect(await isModal()).toBe(false)
    expect(await focused()).toBe('notes')
    expect(await held()).toMatchObject({ ticks: 1, pauses: 0 })

    await stay().click()
    await dialog().getByText('That did not work').waitFor()
    expect(await isModal()).toBe(true)
    await recover()
    await stay().click()
    await dialog().waitFor({ state: 'hidden' })
    expect(await held()).toEqual({ listeners: 1, ticks: 0, pauses: 0 })
  })
})

describe('at the absolute end', () => {
  test('no button promises to extend it', async () => {
    await ending()
    await page.getByRole('dialog', { name: 'Session ends soon' }).waitFor()
    await dialog().getByText('cannot be extended').waitFor()
    expect(await dialog().getByRole('button').allInnerTexts()).toEqual(['Continue working', 'Sign out now'])
  })

  test.each(['Enter', 'Escape'])('%s goes back to the page; a reminder stays until the end', async (key) => {
    await ending()
    await page.keyboard.press(key)
    expect(await isModal()).toBe(false)
    expect(await dialog().getByRole('button').count()).toBe(0)
    expect(await focused()).toBe('notes')
    await page.evaluate(() => session.leave(95_000))
    await dialog().getByText('1:35').waitFor()
    await page.locator('#other').click()
    expect(await calls()).toEqual([])

    await page.evaluate(() => session.set({ status: 'none' }))
    expect(await dialog().count()).toBe(0)
    expect(await held()).toEqual({ listeners: 1, ticks: 0, pauses: 0 })
  })

  test('a warning that turns into it keeps the focus on its button', async () => {
    await expiring()
    await ending()
    expect(await focused()).toBe('Continue working')
  })

  test('who went back to the page is warned again when the other limit comes first', async () => {
    await ending()
    await page.keyboard.press('Enter')
    await expiring()
    expect(await isModal()).toBe(true)
    expect(await focused()).toBe('Stay signed in')
  })

  test('a reminder ends with a new sign-in, and the next warning opens', async () => {
    await ending()
    await page.keyboard.press('Enter')
    await page.evaluate(() => session.set({ phase: 'steady' }))
    expect(await dialog().count()).toBe(0)
    await ending()
    expect(await isModal()).toBe(true)
  })
})

describe('letting go', () => {
  const nothing = { listeners: 0, ticks: 0, pauses: 0 }

  test('an element that is removed while open releases all and gives the focus back', async () => {
    await expiring()
    await page.evaluate(() => element.remove())
    expect(await held()).toEqual(nothing)
    expect(await focused()).toBe('notes')
    await expiring()
    expect(await held()).toEqual(nothing)
  })

  test('another session releases the one before', async () => {
    await expiring()
    await page.evaluate(() => {
      element.session = app.createStubSession()
    })
    expect(await held()).toEqual(nothing)
    expect(await dialog().count()).toBe(0)
    await page.evaluate(() => {
      element.session = null
    })
  })

  test('an answer that comes after that changes nothing', async () => {
    await page.evaluate(() => session.answer(() => Promise.reject(new Error('late'))))
    await expiring()
    await page.evaluate(() => {
      const pressed = element.shadowRoot?.querySelector<HTMLElement>('[part=primary]')
      pressed?.click()
      element.remove()
    })
    expect(await held()).toEqual(nothing)
    expect(await dialog().count()).toBe(0)
  })

  test('moving the element keeps it open, once', async () => {
    await expiring()
    await page.evaluate(() => document.querySelector('main')?.append(element))
    expect(await isModal()).toBe(true)
    expect(await held()).toEqual({ listeners: 1, ticks: 1, pauses: 1 })
  })
})

describe('several elements', () => {
  const second = () =>
    page.evaluate(() => {
      const other = document.createElement('sojourn-expiry-dialog')
      other.session = session
      document.body.append(other)
    })

  test('of one session only one opens; the other takes over when it goes', async () => {
    await second()
    await expiring()
    expect(await dialog().count()).toBe(1)
    expect(await held()).toEqual({ listeners: 2, ticks: 1, pauses: 1 })
    await page.evaluate(() => element.remove())
    expect(await dialog().count()).toBe(1)
    expect(await held()).toEqual({ listeners: 1, ticks: 1, pauses: 1 })
    await stay().click()
    await dialog().waitFor({ state: 'hidden' })
    expect(await focused()).toBe('notes')
  })

  test('each session has its own', async () => {
    await expiring()
    await page.evaluate(() => {
      const other = app.createStubSession()
      const late = document.createElement('sojourn-expiry-dialog')
      late.session = other
      document.body.append(late)
      other.set({ phase: 'expiring' })
    })
    expect(await page.locator('dialog:modal').count()).toBe(2)
  })
})

describe('definition', () => {
  test('what was assigned before it holds afterwards', async () => {
    await page.evaluate(() => {
      const early = document.createElement('early-dialog')
      const other = app.createStubSession()
      Object.assign(early, { session: other, texts: { end: 'Leave' } })
      document.body.append(early)
      app.defineExpiryDialog('early-dialog')
      other.set({ phase: 'expiring' })
    })
    await button('Leave').waitFor()
  })

  test('twice is once', async () => {
    await page.evaluate(() => app.defineExpiryDialog())
    await expiring()
    await stay().waitFor()
  })

  test('where a server renders there is none, and no complaint', async () => {
    const { defineExpiryDialog } = await import('../src/dialog/index.ts')
    expect(() => defineExpiryDialog()).not.toThrow()
  })
})
