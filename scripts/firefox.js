import { existsSync } from 'node:fs'

const candidates = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
]

/** @returns {string | undefined} the Firefox of this machine, or nothing */
export function findFirefox() {
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/** @returns {string} the Firefox of this machine; throws with what to install when there is none */
export function firefoxPath() {
  const path = findFirefox()
  if (path === undefined) {
    throw new Error(
      'The browser tests need Firefox. Run `npm test` (it installs Debian\'s package "firefox-esr" when it may), ' +
        'install Firefox, or set FIREFOX_PATH to its binary.',
    )
  }
  return path
}

/** Listening for WebDriver BiDi sets what tests want besides: no updates, no telemetry, no first-run pages. */
export const firefoxFlags = ['--headless', '--no-remote', '--remote-debugging-port=0']
