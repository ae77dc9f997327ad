import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startFirefox } from '../firefox/support/firefox.ts'
import type { Browser } from './support/browser.ts'
import { startChromium } from './support/chromium.ts'
import { patience } from './support/tab.ts'
import type { Window } from './support/window.ts'

// The other tests of this folder mean something only where the browser does to a page what it does to a person's.

/** What the page below keeps. */
declare const heard: string[]
declare const ticks: { count: number }

const page = `<!doctype html><link rel=icon href=data:,><script>
  const heard = []
  const ticks = { count: 0 }
  setInterval(() => ticks.count++, 20)
  for (const type of ['freeze', 'resume']) document.addEventListener(type, () => heard.push(type))
  document.addEventListener('visibilitychange', () => heard.push(document.visibilityState))
  for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel']) addEventListener(type, (event) => heard.push(type + ' ' + event.isTrusted))
  const channel = new BroadcastChannel('test')
  channel.onmessage = ({ data }) => {
    heard.push(data)
    fetch('/').then(() => heard.push('answer'))
  }
  addEventListener('pageshow', ({ persisted }) => heard.push('pageshow ' + persisted))
</script>`

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(page))
let browser: Browser
let window: Window
let origin: string

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  origin = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
function use(start: () => Promise<Browser>): void {
  beforeAll(async () => {
    browser = await start()
    return () => browser.close()
  })
  beforeEach(async () => {
    window = await browser.open()
    onTestFinished(() => window.close())
  })
}

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('%s', (_, start) => {
  use(start)

  test('of the tabs of a window one is seen, and the others are hidden', async () => {
    const [first, second] = [await window.open(`${origin}/1`), await window.open(`${origin}/2`)]
    const states = async (): Promise<string[]> =>
      Promise.all([first, second].map((tab) => tab.evaluate(() => document.visibilityState)))
    expect(await states()).toEqual(['hidden', 'visible'])
    await first.show()
    await expect.poll(states, patience).toEqual(['visible', 'hidden'])
    expect(await first.evaluate(() => heard)).toEqual(['pageshow false', 'hidden', 'visible'])
  })

  test('Back restores a page as it was', async () => {
    const tab = await window.open(`${origin}/1`)
    await tab.goto(`${origin}/2`)
    await tab.back()
    expect(await tab.evaluate(() => location.pathname)).toBe('/1')
    await expect.poll(() => tab.evaluate(() => heard), patience).toContain('pageshow true')
  })

  test('input is a person’s', async () => {
    const tab = await window.open(`${origin}/1`)
    await tab.press()
    await tab.click()
    await tab.move()
    await tab.scroll()
    const inputs = (): Promise<string[]> => tab.evaluate(() => [...new Set(heard)])
    await expect
      .poll(inputs, patience)
      .toEqual(expect.arrayContaining(['keydown true', 'pointerdown true', 'pointermove true', 'wheel true']))
    expect((await inputs()).filter((input) => input.endsWith('false'))).toEqual(['pageshow false'])
  })

  test('windows share no cookies', async () => {
    const mine = await window.open(`${origin}/1`)
    const other = await browser.open()
    onTestFinished(() => other.close())
    await mine.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the other API is asynchronous, for no gain here.
      document.cookie = 'mine=1'
    })
    const theirs = await other.open(`${origin}/1`)
    expect(await theirs.evaluate(() => document.cookie)).toBe('')
  })
})

describe('in Chromium', () => {
  use(startChromium)

  test('a frozen tab does nothing, and hears that it was frozen and goes on', async () => {
    const [first] = [await window.open(`${origin}/1`), await window.open(`${origin}/2`)]
    await first.freeze()
    const before = await first.evaluate(() => ticks.count)
    // Longer than the second for which a hidden tab's timers are put off at most.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await first.evaluate(() => ticks.count)).toBe(before)
    await first.resume()
    await expect.poll(() => first.evaluate(() => ticks.count), patience).toBeGreaterThan(before)
    expect(await first.evaluate(() => heard)).toEqual(['pageshow false', 'hidden', 'freeze', 'resume'])
  })

  test('a frozen tab hears what others tell it, but no answer of a server', async () => {
    const [first, second] = [await window.open(`${origin}/1`), await window.open(`${origin}/2`)]
    await first.freeze()
    await second.evaluate(() => new BroadcastChannel('test').postMessage('news'))
    await expect.poll(() => first.evaluate(() => heard), patience).toContain('news')
    await first.show()
    await expect.poll(() => first.evaluate(() => heard), patience).toContain('answer')
    expect(await first.evaluate(() => heard.slice(2))).toEqual([
      'freeze',
      'news',
      'resume',
      'visible',
      'answer',
    ])
  })

  test('whoever goes to a frozen tab wakes it', async () => {
    const [first] = [await window.open(`${origin}/1`), await window.open(`${origin}/2`)]
    await first.freeze()
    await first.show()
    expect(await first.evaluate(() => heard)).toEqual([
      'pageshow false',
      'hidden',
      'freeze',
      'resume',
      'visible',
    ])
  })
})
