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
  await page.evaluate(() => {
    const box = document.createElement('div')
    box.id = 'box'
    element.replaceWith(box)
    box.append(element)
  })
  await page.locator('#notes').focus()
})

/** How the element comes to be where nothing is shown, and back. */
const places: [string, { readonly hide: () => void; readonly show: () => void }][] = [
  [
    'in display: none',
    {
      hide: () => document.getElementById('box')?.style.setProperty('display', 'none'),
      show: () => document.getElementById('box')?.style.removeProperty('display'),
    },
  ],
  [
    'in something hidden',
    {
      hide: () => document.getElementById('box')?.toggleAttribute('hidden', true),
      show: () => document.getElementById('box')?.toggleAttribute('hidden', false),
    },
  ],
  [
    'hidden itself',
    {
      hide: () => element.style.setProperty('display', 'none'),
      show: () => element.style.removeProperty('display'),
    },
  ],
  [
    'in visibility: hidden',
    {
      hide: () => document.getElementById('box')?.style.setProperty('visibility', 'hidden'),
      show: () => document.getElementById('box')?.style.removeProperty('visibility'),
    },
  ],
  [
    'in content-visibility: hidden',
    {
      hide: () => document.getElementById('box')?.style.setProperty('content-visibility', 'hidden'),
      show: () => document.getElementById('box')?.style.removeProperty('content-visibility'),
    },
  ],
  [
    'in closed details',
    {
      hide() {
        const details = document.createElement('details')
        document.getElementById('box')?.replaceWith(details)
        details.append(element)
      },
      show: () => document.querySelector('details')?.toggleAttribute('open', true),
    },
  ],
  [
    'in a closed dialog of the app',
    {
      hide() {
        const own = document.createElement('dialog')
        own.id = 'own'
        document.getElementById('box')?.replaceWith(own)
        own.append(element)
      },
      // `show()` would take the focus.
      show: () => document.querySelector('#own')?.toggleAttribute('open', true),
    },
  ],
]

const expiring = () =>
  page.evaluate(() => {
    session.leave(110_000)
    session.set({ phase: 'expiring', limit: 'idle' })
  })
/** The next second. */
const tick = () => page.evaluate(() => session.leave(109_000))
const held = () => page.evaluate(() => session.held)
const modals = () => page.evaluate(() => element.shadowRoot?.querySelectorAll(':modal').length)
/** Whether a person can press what is in the middle of the page's button. */
async function isPageAlive(): Promise<boolean> {
  const pressed = page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        document.getElementById('other')?.addEventListener('click', () => resolve(true), { once: true })
        setTimeout(() => resolve(false), 1500)
      }),
  )
  await page.locator('#other').click({ force: true, noWaitAfter: true })
  return pressed
}

describe.each(places)('%s', (_, { hide, show }) => {
  test('the page stays alive, activity counts, and it opens when it can be seen', async () => {
    await page.evaluate(hide)
    await page.locator('#notes').focus()
    await expiring()
    expect(await modals()).toBe(0)
    expect(await isPageAlive()).toBe(true)
    // Nobody can press its button.
    expect((await held()).pauses).toBe(0)

    await page.locator('#notes').focus()
    await page.evaluate(show)
    await tick()
    expect(await modals()).toBe(1)
    await page.getByRole('button', { name: 'Stay signed in' }).click()
    await expect.poll(modals).toBe(0)
    expect(await held()).toEqual({ listeners: 1, ticks: 0, pauses: 0 })
    expect(await page.evaluate(() => session.calls)).toEqual(['touch'])
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('notes')
  })
})

test('what is put away while it is open lets go of the page, and nobody has answered', async () => {
  await expiring()
  expect(await modals()).toBe(1)
  await page.evaluate(() => document.getElementById('box')?.toggleAttribute('hidden', true))
  await tick()
  expect(await modals()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('notes')
  expect(await isPageAlive()).toBe(true)
  expect(await page.evaluate(() => session.calls)).toEqual([])
  expect((await held()).pauses).toBe(0)
  await page.evaluate(() => document.getElementById('box')?.toggleAttribute('hidden', false))
  await tick()
  expect(await modals()).toBe(1)
})

test('who types while it cannot be seen is not disturbed', async () => {
  await page.evaluate(() => document.getElementById('box')?.toggleAttribute('hidden', true))
  await expiring()
  await page.locator('#notes').focus()
  await page.evaluate(() => {
    Object.assign(window, { blurs: 0 })
    document.getElementById('notes')?.addEventListener('blur', () => {
      Object.assign(window, { blurs: 1 })
    })
  })
  for (let second = 0; second < 3; second++) await tick()
  expect(await page.evaluate('blurs')).toBe(0)
})

test('over a full screen, and a dialog of the app with a popover, it is on top', async () => {
  await page.locator('#notes').click()
  await page.evaluate(async () => {
    await document.querySelector('main')?.requestFullscreen()
    const own = document.createElement('dialog')
    const popover = Object.assign(document.createElement('div'), { popover: 'manual' })
    own.append(popover)
    document.body.append(own)
    for (const cover of [own, popover])
      cover.style.cssText = 'inset: 0; width: 100vw; height: 100vh; background: red'
    own.showModal()
    popover.showPopover()
  })
  await expiring()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  expect(await page.evaluate(() => session.calls)).toEqual(['touch'])
})

test('transparent or without a size around it, it is seen all the same', async () => {
  await page.evaluate(() => {
    const box = document.getElementById('box')
    if (box) box.style.cssText = 'opacity: 0; width: 0; height: 0; overflow: hidden; transform: scale(0)'
  })
  await expiring()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  expect(await page.evaluate(() => session.calls)).toEqual(['touch'])
})
