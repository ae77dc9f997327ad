import * as z from 'zod/mini'
import { firefoxFlags, firefoxPath } from '../../../../../scripts/firefox.js'
import { type Browser, startBrowser } from '../../tabs/support/browser.ts'
import type { Tab } from '../../tabs/support/tab.ts'
import type { Window } from '../../tabs/support/window.ts'
import { type Bidi, connectBidi } from './bidi.ts'
import { createTab } from './tab.ts'

const server = z.object({ ws_host: z.string(), ws_port: z.number() })
const container = z.object({ userContext: z.string() })
const created = z.object({ context: z.string() })

/** Starts Firefox, which tests speak with by WebDriver BiDi. What fails in its pages is added to `complaints`. */
export function startFirefox(complaints: string[] = []): Promise<Browser> {
  return startBrowser({
    name: 'Firefox',
    path: firefoxPath(),
    flags: (profile) => [...firefoxFlags, '--profile', profile],
    addressFile: 'WebDriverBiDiServer.json',
    address(text) {
      // Written in one go, but not at once.
      if (!text.trimEnd().endsWith('}')) return
      const { ws_host: host, ws_port: port } = server.parse(JSON.parse(text))
      return `ws://${host}:${port}`
    },
    async connect(address) {
      const bidi = await connectBidi(address, complaints)
      return { open: () => openWindow(bidi), close: bidi.close }
    },
  })
}

/** Of the tabs in all its containers one is seen: each container has cookies and storage of its own, but no window. */
async function openWindow({ send }: Bidi): Promise<Window> {
  const { userContext } = container.parse(await send('browser.createUserContext'))
  async function open(url: string, type: 'tab' | 'window'): Promise<Tab> {
    const { context } = created.parse(await send('browsingContext.create', { type, userContext }))
    const tab = createTab(context, { send })
    await tab.show()
    await tab.goto(url)
    return tab
  }
  return {
    open: (url) => open(url, 'tab'),
    openBeside: (url) => open(url, 'window'),
    async close() {
      await send('browser.removeUserContext', { userContext })
    },
  }
}
