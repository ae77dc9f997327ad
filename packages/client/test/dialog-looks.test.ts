import { join } from 'node:path'
import type { Page } from 'playwright'
import { describe, expect, test, vi } from 'vitest'
import type { ExpiryDialogElement } from '../src/dialog/index.ts'
import type * as fixture from './fixtures/expiry-dialog.ts'
import { useDialogApp, violationsOn } from './support/dialog-page.ts'
import { minute } from './support/durations.ts'
import type { StubSession } from './support/stub-session.ts'

declare const app: typeof fixture
declare const session: StubSession
declare const element: ExpiryDialogElement

/** Where the pictures go, for who wants to look at them. */
const album = process.env.SCREENSHOTS

const dialogApp = useDialogApp()
// Pictures take their time.
vi.setConfig({ testTimeout: minute })
let page: Page

const dialog = () => page.getByRole('dialog')
const expiring = (remaining = 95_000) =>
  page.evaluate((left) => {
    session.leave(left)
    session.set({ phase: 'expiring', limit: 'idle' })
  }, remaining)
const isCutOff = () => dialog().evaluate((node) => node.scrollWidth > node.clientWidth)
const pressPrimary = () => page.locator('[part=primary]').click()

/** What can be seen of it, by name. */
const scenes: Record<string, () => Promise<void>> = {
  idle: async () => {
    await expiring(120_000)
    await page.evaluate(() => session.leave(95_000))
  },
  urgent: () => expiring(17_000),
  failed: async () => {
    await expiring(48_000)
    await page.evaluate(() => session.answer(() => Promise.reject(new Error('offline'))))
    await pressPrimary()
    await dialog().getByText('That did not work').waitFor()
  },
  absolute: async () => {
    await page.evaluate(() => session.set({ phase: 'expiring', limit: 'absolute' }))
    await page.evaluate(() => session.leave(80_000))
  },
  reminder: async () => {
    await page.evaluate(() => session.set({ phase: 'expiring', limit: 'absolute' }))
    await pressPrimary()
  },
  verifying: async () => {
    await expiring()
    await page.evaluate(() => {
      session.leave(0)
      session.set({ phase: 'verifying' })
    })
  },
}

const schemes = ['light', 'dark'] as const
const sizes = { phone: { width: 390, height: 760 }, desktop: { width: 900, height: 560 } }
const looks = schemes.flatMap((scheme) =>
  Object.entries(sizes).map(([size, viewport]) => ({ scheme, size, viewport })),
)

/** A new element and a new session on the same page. */
const renew = () =>
  page.evaluate(() => {
    const next = document.createElement('sojourn-expiry-dialog')
    const stay = app.createStubSession()
    next.session = stay
    element.replaceWith(next)
    Object.assign(window, { element: next, session: stay })
  })

test.each(looks)('no violations, and nothing cut off: $scheme, $size', async ({ scheme, size, viewport }) => {
  page = await dialogApp.open({ colorScheme: scheme, viewport })
  for (const [name, show] of Object.entries(scenes)) {
    await renew()
    await show()
    const box = await dialog().boundingBox()
    expect(box?.x, name).toBeGreaterThanOrEqual(0)
    expect(Number(box?.x) + Number(box?.width), name).toBeLessThanOrEqual(viewport.width)
    expect(Number(box?.y) + Number(box?.height), name).toBeLessThanOrEqual(viewport.height)
    expect(await isCutOff(), name).toBe(false)
    if (album) await page.screenshot({ path: join(album, `${name}-${size}-${scheme}.png`) })
    expect(await violationsOn(page), name).toEqual([])
  }
})

test('it is dark where the page is: a page without dark colours keeps a light one', async () => {
  const surface = () => dialog().evaluate((node) => getComputedStyle(node).backgroundColor)
  page = await dialogApp.open({ colorScheme: 'dark' })
  await expiring()
  const dark = await surface()
  await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'light'))
  expect(await surface()).not.toBe(dark)
})

test('nothing in it moves', async () => {
  page = await dialogApp.open()
  await expiring()
  await page.evaluate(() => session.leave(94_000))
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
})

test('forced colours leave the buttons a border and the focus a ring', async () => {
  page = await dialogApp.open({ forcedColors: 'active' })
  await expiring()
  const [border, surface, outline] = await page.locator('[part=primary]').evaluate((node) => {
    const { borderColor, backgroundColor, outlineStyle } = getComputedStyle(node)
    return [borderColor, backgroundColor, outlineStyle]
  })
  expect(border).not.toBe(surface)
  expect(outline).toBe('solid')
})

test.each([
  [320, '100%'],
  [900, '200%'],
])('long words fit at %i px with letters of %s', async (width, fontSize) => {
  page = await dialogApp.open({ viewport: { width, height: 640 } })
  await page.evaluate((size) => {
    document.documentElement.style.fontSize = size
    const title = 'Sind Sie noch da?'
    const message = 'Aus Sicherheitsgründen werden Sie in Kürze abgemeldet, Eingaben gehen verloren.'
    element.texts = { idle: { title, message, primary: 'Angemeldet bleiben' }, end: 'Jetzt abmelden' }
  }, fontSize)
  await expiring()
  expect(await isCutOff()).toBe(false)
})

test('from right to left its parts change sides', async () => {
  page = await dialogApp.open()
  await page.evaluate(() => {
    element.dir = 'rtl'
  })
  await expiring()
  const timer = await page.locator('[part=timer]').boundingBox()
  const title = await page.locator('[part=title]').boundingBox()
  expect(Number(timer?.x)).toBeGreaterThan(Number(title?.x))
})

describe('for a screen reader', () => {
  test('it is named and described, and the clock is not there', async () => {
    page = await dialogApp.open()
    await expiring()
    const name = 'Are you still there?'
    const description = 'You will be signed out soon. Unsaved work may be lost. 2 minutes left'
    await page.getByRole('dialog', { name, description }).waitFor()
    await dialog().getByText('1:35').waitFor()
    expect(await dialog().ariaSnapshot()).not.toContain('1:35')
  })

  test('of two minutes it hears the last in three steps, not each second', async () => {
    page = await dialogApp.open()
    await expiring(120_000)
    const heard = await page.evaluate(async () => {
      const texts: (string | null)[] = []
      const regions = element.shadowRoot?.querySelectorAll('[role=status]') ?? []
      const observer = new MutationObserver(([{ target } = {}]) => texts.push(target?.textContent ?? null))
      for (const region of regions) observer.observe(region, { childList: true, characterData: true })
      for (let second = 119; second > 0; second--) {
        session.leave(second * 1000)
        await Promise.resolve()
      }
      return texts
    })
    expect(heard).toEqual(['60 seconds left', '40 seconds left', '20 seconds left'])
  })

  test('the focus stays where the person put it, however long it ticks', async () => {
    page = await dialogApp.open()
    await expiring()
    await page.keyboard.press('Tab')
    await page.evaluate(() => {
      for (let left = 94_000; left > 50_000; left -= 1000) session.leave(left)
      session.set({})
    })
    const focused = () => page.evaluate(() => element.shadowRoot?.activeElement?.textContent)
    expect(await focused()).toBe('Sign out now')
  })
})

describe('texts', () => {
  test('are text, also those with markup; what is not given stays English', async () => {
    page = await dialogApp.open()
    await page.evaluate(() => {
      const markup = '<img src=x onerror=alert(1)>'
      element.texts = { idle: { title: markup, message: markup, primary: 'Bleiben' } }
    })
    await expiring()
    await page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor()
    expect(await dialog().locator('img').count()).toBe(0)
    expect(await dialog().getByRole('button').allInnerTexts()).toEqual(['Bleiben', 'Sign out now'])
  })

  test('change while it is open, plurals and clock too', async () => {
    page = await dialogApp.open()
    await expiring(61_000)
    await page.evaluate(() => {
      element.lang = 'de'
      element.texts = {
        remaining: (amount, unit) =>
          unit === 'minute' ? `noch ${amount} Minuten` : `noch ${amount} Sekunden`,
        timer: (remaining) => `${remaining / 1000} s`,
      }
    })
    await dialog().getByText('noch 2 Minuten').waitFor()
    await dialog().getByText('61 s').waitFor()
    expect(await page.locator('[part=title]').evaluate((node) => node.matches(':lang(de)'))).toBe(true)
  })

  test('rich content has its place', async () => {
    page = await dialogApp.open()
    await page.evaluate(() =>
      element.append(Object.assign(document.createElement('a'), { href: '#help', text: 'Why?' })),
    )
    await expiring()
    await page.getByRole('link', { name: 'Why?' }).waitFor()
    expect(await page.evaluate(() => element.shadowRoot?.activeElement?.textContent)).toBe('Stay signed in')
  })
})

describe('style', () => {
  test('custom properties and parts are the page’s to set', async () => {
    page = await dialogApp.open()
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(
        'sojourn-expiry-dialog { --sojourn-accent: rgb(90, 0, 160) } sojourn-expiry-dialog::part(dialog) { border-radius: 3px }',
      )
      document.adoptedStyleSheets = [sheet]
    })
    await expiring()
    const primary = page.locator('[part=primary]')
    expect(await primary.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(90, 0, 160)')
    expect(await dialog().evaluate((node) => getComputedStyle(node).borderRadius)).toBe('3px')
  })

  test('without constructed sheets it is styled all the same', async () => {
    page = await dialogApp.open({}, "default-src 'self'; style-src 'self' 'unsafe-inline'")
    await page.evaluate(() => {
      Reflect.deleteProperty(window, 'CSSStyleSheet')
      const other = document.createElement('sojourn-expiry-dialog')
      element.replaceWith(other)
      other.session = session
    })
    await expiring()
    expect(await dialog().evaluate((node) => getComputedStyle(node).borderRadius)).toBe('24px')
  })
})
