import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { origin, serveApp } from './support/app-origin.ts'
import { launch } from './support/chromium.ts'

// What Chromium does with the history, and what the redirect makes of it. Where a raw call loses an entry, the policy says
// so too, or the redirect keeps it.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  browser = await launch()
  context = await browser.newContext()
  await serveApp(context)
  // Holds the load event back.
  await context.route('**/never', () => {})
})
afterAll(() => browser.close())

beforeEach(async () => {
  page = await context.newPage()
  await page.goto(`${origin}/before`)
  await page.evaluate(() => sessionStorage.clear())
})
afterEach(async () => {
  // A page that is closed on its way back may hang.
  await page.goto('about:blank')
  await page.close()
})

const landing = (path: string): Promise<void> => page.waitForURL((url) => url.pathname === path)

/** When a script leaves a page that it never left before. */
const moments = {
  'in the head': (code: string) => code,
  'at DOMContentLoaded': (code: string) => `addEventListener('DOMContentLoaded', () => { ${code} })`,
  'in the load handler': (code: string) => `addEventListener('load', () => { ${code} })`,
  'once the load handlers have run': (code: string) =>
    `addEventListener('load', () => setTimeout(() => { ${code} }))`,
  'on a click while the page loads': (code: string) => onClick(code, '<img src="/never">'),
  'on a click after the load': (code: string) => onClick(code, ''),
} satisfies Record<string, (code: string) => string>
type Moment = keyof typeof moments

function onClick(code: string, body: string): string {
  return `addEventListener('DOMContentLoaded', () => {
    document.body.innerHTML = '<button>Go</button>${body}'
    document.querySelector('button').onclick = () => { ${code} }
  })`
}

/** How many entries the history gained when `code` left for `/next`, and where Back leads from there. */
async function leave(code: string, moment: Moment): Promise<{ gained: number; back: string }> {
  const once = `if (!sessionStorage.length) { sessionStorage.entries = history.length; ${code} }`
  const head = moments[moment](once)
  await page.goto(`${origin}/early?${new URLSearchParams({ head })}`, { waitUntil: 'commit' })
  if (moment === 'on a click after the load') await page.waitForLoadState('load')
  if (moment.startsWith('on a click')) await page.click('button', { noWaitAfter: true })
  await landing('/next')
  const gained = await page.evaluate(() => history.length - Number(sessionStorage.entries))
  await page.goBack({ waitUntil: 'commit' })
  return { gained, back: new URL(page.url()).pathname }
}

const kept = { gained: 1, back: '/early' }
const given = { gained: 0, back: '/before' }
const early: Moment[] = ['in the head', 'at DOMContentLoaded', 'in the load handler']
const late: Moment[] = [
  'once the load handlers have run',
  'on a click while the page loads',
  'on a click after the load',
]

describe.each([...early, ...late])('a raw call %s', (moment) => {
  const isEarly = early.includes(moment)
  const ways: [string, typeof kept][] = [
    ['location.replace("/next")', given],
    ['location.assign("/next")', isEarly ? given : kept],
    ['location.href = "/next"', isEarly ? given : kept],
    ['navigation.navigate("/next")', isEarly ? given : kept],
    ['navigation.navigate("/next", { history: "push" })', kept],
    ['navigation.navigate("/next", { history: "replace" })', given],
  ]
  test.each(ways)('%s', async (code, outcome) => expect(await leave(code, moment)).toEqual(outcome))
})

describe.each([...early, ...late])('a redirect %s', (moment) => {
  // A click while the page loads would wait for a load that never comes: no gesture is known to the redirect.
  const browsers = moment === 'on a click while the page loads' ? [''] : ['', 'delete window.navigation; ']
  const ways = browsers.flatMap((without): [string, string, typeof kept][] => [
    ['navigate', without, kept],
    ['guard', without, given],
  ])
  test.each(ways)('%s: %s', async (reason, without, outcome) => {
    const code = `${without}sojourn.createRedirect()('/next', { reason: '${reason}' })`
    expect(await leave(code, moment)).toEqual(outcome)
  })
})
