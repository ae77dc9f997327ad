import * as z from 'zod/mini'
import type { DevTools } from './devtools.ts'
import { createTab, type Tab } from './tab.ts'

/** One browser window: of its tabs one is seen, and the others are hidden. */
export interface Window {
  /** Opens a tab in front of the others, and waits for its load. */
  open(url: string): Promise<Tab>
  /** Opens a tab in another window beside this one, with the same cookies and storage; both are seen. Tabs open in this one then. */
  openBeside(url: string): Promise<Tab>
  close(): Promise<void>
}

const context = z.object({ browserContextId: z.string() })
const target = z.object({ targetId: z.string() })

export async function openWindow(browser: DevTools): Promise<Window> {
  const { browserContextId } = context.parse(await browser.send('Target.createBrowserContext'))
  async function open(url: string, where: { readonly newWindow?: true } = {}): Promise<Tab> {
    const { targetId } = target.parse(
      await browser.send('Target.createTarget', { url: 'about:blank', browserContextId, ...where }),
    )
    const tab = createTab(targetId, browser, await browser.attach(targetId))
    await tab.show()
    await tab.goto(url)
    return tab
  }
  return {
    open: (url) => open(url),
    openBeside: (url) => open(url, { newWindow: true }),
    async close() {
      await browser.send('Target.disposeBrowserContext', { browserContextId })
    },
  }
}
