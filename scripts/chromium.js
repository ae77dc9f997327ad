import { existsSync } from 'node:fs'

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** @returns {string | undefined} the Chromium of this machine, or nothing */
export function findChromium() {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/** @returns {string} the Chromium of this machine; throws with what to install when there is none */
export function chromiumPath() {
  const path = findChromium()
  if (path === undefined) {
    throw new Error(
      'The browser tests need Chromium. Run `npm test` (it installs Debian\'s package "chromium" when it may), ' +
        'install Chromium or Chrome, or set CHROMIUM_PATH to its binary.',
    )
  }
  return path
}

/** Tests start no traffic of their own and run as any user, root in a container included. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
]
