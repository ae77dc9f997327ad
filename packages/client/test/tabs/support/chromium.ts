import { chromiumFlags, chromiumPath } from '../../../../../scripts/chromium.js'
import { type Browser, startBrowser } from './browser.ts'
import { connectDevTools } from './devtools.ts'
import { openWindow } from './window.ts'

/**
 * Starts Chromium without a tool in between: the pages of a test tool never become hidden and cannot be frozen, and
 * their back/forward cache is off.
 */
export function startChromium(): Promise<Browser> {
  return startBrowser({
    name: 'Chromium',
    path: chromiumPath(),
    flags: (profile) => [
      ...chromiumFlags,
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
    ],
    addressFile: 'DevToolsActivePort',
    address(text) {
      const [port, path] = text.split('\n')
      return port && path && `ws://127.0.0.1:${port}${path}`
    },
    async connect(address) {
      const devTools = await connectDevTools(address)
      return { open: () => openWindow(devTools), close: () => devTools.close() }
    },
  })
}
